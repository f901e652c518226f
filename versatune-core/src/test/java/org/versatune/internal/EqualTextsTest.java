// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which texts two domains have in common. */
class EqualTextsTest {
  private final EqualTexts texts = new EqualTexts();

  private void add(String domain, int from, int to) {
    for (int i = from; i < to; i++) {
      texts.add(domain, "text " + i);
    }
  }

  @Test
  void theShareIsOfTheSmallerDomain() {
    add("law", 0, 100);
    add("statutes", 90, 110);
    assertThat(texts.most())
        .hasToString(
            "Optional[10 of the 20 different texts of domain 'statutes' (50 %) are texts of domain"
                + " 'law' too, which has 100]");
  }

  @Test
  void aTextOrTwoInCommonAreLeftAlone() {
    add("law", 0, 100);
    add("code", 98, 200);
    assertThat(texts.most()).isEmpty();
  }

  @Test
  void whiteSpaceAndRepeatsDoNotCountAndBlankTextsAreNone() {
    texts.add("law", "  one\n text ");
    texts.add("law", "one text");
    texts.add("law", " ");
    texts.add("code", "one text");
    texts.add("code", "");
    assertThat(texts.most()).hasValueSatisfying(pair -> assertThat(pair.areSame()).isTrue());
    texts.add("code", "another");
    assertThat(texts.most()).hasValueSatisfying(pair -> assertThat(pair.areSame()).isFalse());
  }

  @Test
  void ofSeveralPairsTheWorstIsNamed() {
    add("a", 0, 50);
    add("b", 40, 90);
    add("c", 85, 100);
    add("d", 85, 100);
    assertThat(texts.most())
        .hasValueSatisfying(
            pair -> {
              assertThat(pair.one() + pair.other()).isEqualTo("cd");
              assertThat(pair.equal()).isEqualTo(10);
            });
  }
}
