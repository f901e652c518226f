// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Utf8;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineEndTest {
  @Test
  void keepsWholeLines() {
    assertThat(DomainText.cut("one\ntwo\nthree", 13)).isEqualTo("one\ntwo\nthree");
    assertThat(DomainText.cut("one\ntwo\nthree", 12)).isEqualTo("one\ntwo");
    assertThat(DomainText.cut("one\ntwo\nthree", 7)).isEqualTo("one\ntwo");
    assertThat(DomainText.cut("one\ntwo\nthree", 6)).isEqualTo("one");
  }

  @Test
  void cutsALineThatIsTooLongBetweenCharacters() {
    assertThat(DomainText.cut("€€€", 8)).isEqualTo("€€");
    assertThat(DomainText.cut("\uD83D\uDE00\uD83D\uDE00", 7)).isEqualTo("\uD83D\uDE00");
  }

  @Property
  void isTheLongestBeginningThatFits(
      @ForAll("texts") String text, @ForAll @IntRange(min = 4, max = 60) int most) {
    String cut = DomainText.cut(text, most);
    assertThat(text).startsWith(cut);
    assertThat(Utf8.encodedLength(cut)).isLessThanOrEqualTo(most);
    if (!cut.equals(text) && text.charAt(cut.length()) == '\n') {
      int next = text.indexOf('\n', cut.length() + 1);
      String longer = text.substring(0, next < 0 ? text.length() : next);
      assertThat(Utf8.encodedLength(longer)).isGreaterThan(most);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", "bc", "é", "€", "\uD83D\uDE00", "\n", " ")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }
}
