// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {
  @Test
  void plainTextStaysAsItIs() {
    assertThat(Markup.html("a  b\n\nc > d")).isEqualTo("a  b\n\nc > d");
    assertThat(Markup.markdown("see 2 * 3 and a_b")).isEqualTo("see 2 * 3 and a_b");
  }

  @Test
  void htmlIsReadAsAReaderSeesIt() {
    assertThat(Markup.html("<p>one <i>two</i></p><p>&lt;three&gt; &eacute;<br>four").strip())
        .isEqualTo("one two\n\n\n\n<three> é\nfour");
  }

  @Test
  void scriptsAreDropped() {
    assertThat(Markup.html("a<script>b</script><style>c</style>d")).isEqualTo("ad");
  }

  @Test
  void markdownIsReadAsAReaderSeesIt() {
    assertThat(
            Markup.markdown(
                "# Head\nThe **patient** has an [allergy](http://example.org/a), see [[[Allergy]]] and"
                    + " `code`.\n* first\n- second"))
        .isEqualTo("\nHead\nThe patient has an allergy, see Allergy and code.\n\nfirst\n\nsecond");
  }
}
