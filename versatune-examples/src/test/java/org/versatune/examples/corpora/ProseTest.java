// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProseTest {
  private static final String PROSE =
      "Party that owes an amount of money to the (ultimate) creditor, if known.";

  @Test
  void acceptsProse() {
    assertThat(Prose.accepts(PROSE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Unfortunately, insufficiently many different words.",
        "a b c d e f g",
        "The value is taken from the field ownerName of the account.",
        "The value is taken from an AccountOwner of the account.",
        "The value is taken from getOwner of the account at hand.",
        "The value is what owner(account) gives for the account.",
        "See http://example.org for what is said about the account.",
        "The codes 1234567890 and 0987654321 stand for the account of it."
      })
  void rejectsWhatIsNotProse(String paragraph) {
    assertThat(Prose.accepts(paragraph)).isFalse();
  }

  @Test
  void abbreviationsAndAcronymsAreProse() {
    assertThat(Prose.accepts("The BIC of an agent, e.g. in the USA, is known to ISO.")).isTrue();
  }

  @Property
  void neverAcceptsAMarkOfCodeWhereverItStands(
      @ForAll("marks") String mark, @ForAll @IntRange(min = 0, max = 72) int place) {
    int at = Math.min(place, PROSE.length());
    assertThat(Prose.accepts(PROSE.substring(0, at) + mark + PROSE.substring(at))).isFalse();
  }

  @Property
  void acceptsAnyPlainSentenceOfSixWords(@ForAll("words") String words) {
    assertThat(Prose.accepts(words)).isEqualTo(words.length() >= 30);
  }

  @Provide
  Arbitrary<String> marks() {
    return Arbitraries.of("{", "}", "<", ">", "=", "_", "|", "\\", "`", "::", "//");
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .ofMinLength(1)
        .ofMaxLength(8)
        .list()
        .ofMinSize(6)
        .ofMaxSize(12)
        .map(words -> String.join(" ", words));
  }
}
