// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavadocTest {
  @Test
  void readsParagraphsWithoutStarsAndMarkup() {
    assertThat(
            JavaTexts.paragraphs(
                """

                 * A <b>bond</b> pays &amp; repays,
                 * on time.
                 *
                 * <p>Its price depends on the yield.<ul><li>One item.</li><li>Another.</li></ul>
                 * After a break.
                 """))
        .containsExactly(
            "A bond pays & repays, on time.",
            "Its price depends on the yield.",
            "One item.",
            "Another.",
            "After a break.");
  }

  @Test
  void stopsAtTheFirstBlockTag() {
    assertThat(JavaTexts.paragraphs(" * The price.\n * @param yield the yield\n * More of it."))
        .containsExactly("The price.");
    assertThat(JavaTexts.paragraphs(" The price. @Override is not a block tag here."))
        .containsExactly("The price. @Override is not a block tag here.");
  }

  @Test
  void dropsListingsAndTables() {
    assertThat(
            JavaTexts.paragraphs(
                "Before. <pre>int a;\n\nint b;</pre> <table><tr><td>cell</td></tr></table> After."))
        .containsExactly("Before.", "After.");
  }

  @Test
  void keepsTheLabelsOfLinks() {
    assertThat(
            JavaTexts.paragraphs(
                "A {@link net.finmath.Curve curve of rates}, a {@linkplain Swap#rate(double, int) swap"
                    + " rate}, a {@link java.util.List}, a {@link Swap#value(double)}, {@code code}"
                    + " and {@literal text}{@value #X}."))
        .containsExactly("A curve of rates, a swap rate, a List, a value, code and text.");
  }

  @Test
  void skipsParagraphsThatSayWhatTheNameSays() {
    assertThat(JavaTexts.paragraphs("Gets the value of the id property.\n * @return it")).isEmpty();
    assertThat(
            JavaTexts.paragraphs(
                "Gets the value of the rate property.\n * <p>\n * This is why there is no setter."))
        .isEmpty();
    assertThat(JavaTexts.paragraphs("Sets it.\n *\n * The owner of the account.\n\n Creates it."))
        .containsExactly("The owner of the account.");
    assertThat(JavaTexts.paragraphs("<p>Constructor for it.</p><p>Getting there.</p>"))
        .containsExactly("Getting there.");
  }

  @Test
  void anEmptyCommentHasNoParagraphs() {
    assertThat(JavaTexts.paragraphs("")).isEmpty();
    assertThat(JavaTexts.paragraphs("\n *\n ")).isEmpty();
  }
}
