// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SynsetTest {
  private static final String BRIDGE =
      "00000042 06 n 02 foot_bridge 0 walkway 1 003 @ 00000001 n 0000 ;c 00000002 n 0000 + 00000003"
          + " v 0101 | a bridge for walkers; \"they crossed it\"; \"is it safe?\"  ";

  @Test
  void readsTheFieldsOfALine() {
    WordNet.Synset synset = WordNet.Synset.parse(BRIDGE);
    assertThat(synset.id()).isEqualTo("n00000042");
    assertThat(synset.file()).isEqualTo(6);
    assertThat(synset.headword()).isEqualTo("foot bridge");
    assertThat(synset.broader()).containsExactly("n00000001");
    assertThat(synset.topics()).containsExactly("n00000002");
  }

  @Test
  void writesDefinitionAndExamplesAsSentences() {
    assertThat(WordNet.Synset.parse(BRIDGE).text())
        .isEqualTo("Foot bridge: a bridge for walkers. They crossed it. Is it safe?");
  }

  @Test
  void countsWordsInHexadecimal() {
    String words = " w 0".repeat(16);
    assertThat(
            WordNet.Synset.parse(
                    "00000042 06 n 10" + words + " 001 @i 00000007 n 0000 | many words")
                .broader())
        .containsExactly("n00000007");
  }

  @Test
  void anAdjectiveLosesItsMarkerAndASatelliteIsAnAdjective() {
    WordNet.Synset synset =
        WordNet.Synset.parse("00000042 00 s 01 only(a) 0 000 | \"an only child\"");
    assertThat(synset.id()).isEqualTo("a00000042");
    assertThat(synset.text()).isEqualTo("Only. An only child.");
  }

  @Test
  void aVerbHasFramesAfterItsPointers() {
    assertThat(
            WordNet.Synset.parse(
                    "00000042 29 v 01 breathe 0 001 @ 00000005 v 0000 02 + 02 00 + 08 00 | draw air")
                .text())
        .isEqualTo("Breathe: draw air.");
  }
}
