// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JavaTextsTest {
  @Test
  void replacesCommentsBySpaces() {
    assertThat(JavaTexts.withoutComments("int a;// one\nint /* two\n */b;/** three */int c;"))
        .isEqualTo("int a; \nint  b; int c;");
  }

  @Test
  void commentMarksInLiteralsAreCode() {
    String source =
        """
        String a = "// no /* no";
        String b = "\\"// no";
        char c = '"'; char d = '\\''; char e = '/';
        String f = \"""
            "quoted" // no /* no \\\""" no
            \""";
        int g = 6 / 3;
        """;
    assertThat(JavaTexts.withoutComments(source)).isEqualTo(source);
    assertThat(JavaTexts.docComments(source)).isEmpty();
  }

  @Test
  void literalsInCommentsAreComments() {
    assertThat(JavaTexts.withoutComments("a /* don't \" */ b // it's\nc")).isEqualTo("a   b  \nc");
  }

  @Test
  void findsDocumentationCommentsAlone() {
    assertThat(
            JavaTexts.docComments(
                "/* no */ /** one */ // /** no */\n/**/ \"/** no */\" /**\n * two\n */ /** open"))
        .containsExactly(" one ", "\n * two\n ");
  }

  @Test
  void anUnclosedCommentOrLiteralEndsWithTheFile() {
    assertThat(JavaTexts.withoutComments("a /* b")).isEqualTo("a  ");
    assertThat(JavaTexts.withoutComments("a // b")).isEqualTo("a  ");
    assertThat(JavaTexts.withoutComments("a \"b")).isEqualTo("a \"b");
    assertThat(JavaTexts.withoutComments("a \"b\\")).isEqualTo("a \"b\\");
  }

  @Property
  void removingCommentsTwiceChangesNothingMore(@ForAll("sources") String source) {
    String once = JavaTexts.withoutComments(source);
    assertThat(JavaTexts.withoutComments(once)).isEqualTo(once);
  }

  @Provide
  Arbitrary<String> sources() {
    return Arbitraries.of(
            "/ ", "/* c */", "/** d */", "// e\n", "\"f\"", "'g'", "h", "\n", "\"/*\"")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}
