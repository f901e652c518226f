// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a Java source file apart into code and comments.
 *
 * <p>One expression follows the lexical rules of the Java Language Specification, sections 3.7 and
 * 3.10: comment marks inside a string, a text block or a character are not comments. Nothing is
 * parsed, since the files of the archives are of several language levels. What is not closed ends
 * with the file. Repetitions are possessive, so that long literals and comments do not use up the
 * stack.
 */
final class JavaSource {
  private static final Pattern COMMENT_OR_LITERAL =
      Pattern.compile(
          String.join(
              "|",
              "//[^\\n]*+",
              "/\\*(?:[^*]|\\*(?!/))*+(?:\\*/)?",
              "\"\"\"(?:\\\\.|(?!\"\"\")[^\\\\])*+(?:\"\"\")?",
              "\"(?:\\\\.|[^\"\\\\])*+\"?",
              "'(?:\\\\.|[^'\\\\])*+'?"),
          Pattern.DOTALL);

  private JavaSource() {}

  /** Returns a source with every comment replaced by a space. */
  static String withoutComments(String source) {
    return COMMENT_OR_LITERAL
        .matcher(source)
        .replaceAll(
            part -> part.group().startsWith("/") ? " " : Matcher.quoteReplacement(part.group()));
  }

  /** Returns the inside of every documentation comment, in order. */
  static ImmutableList<String> docComments(String source) {
    return COMMENT_OR_LITERAL
        .matcher(source)
        .results()
        .map(MatchResult::group)
        .filter(part -> part.length() >= 5 && part.startsWith("/**") && part.endsWith("*/"))
        .map(comment -> comment.substring(3, comment.length() - 2))
        .collect(ImmutableList.toImmutableList());
  }
}
