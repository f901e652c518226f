// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XmlTextTest {
  @Test
  void textIsCleanedOfWhatXmlCannotHold() {
    assertThat(XmlText.clean("a\tb\nc")).isEqualTo("a\tb\nc");
    assertThat(XmlText.clean("a\u0000b\uD800c\uFFFEd\u0085"))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFD");
    assertThat(XmlText.clean("\uD83D\uDE00")).isEqualTo("\uD83D\uDE00");
    assertThat(XmlText.label(" a\n b ")).isEqualTo("a b");
  }
}
