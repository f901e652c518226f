// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Code and finance: takes Java sources apart into code and documentation comments.
 *
 * <p>One expression follows the lexical rules of the Java Language Specification, sections 3.7 and
 * 3.10: comment marks inside a string, a text block or a character are not comments. Nothing is
 * parsed, since the files of the archives are of several language levels. What is not closed ends
 * with the file. Repetitions are possessive, so that long literals and comments do not use up the
 * stack.
 */
final class JavaTexts {
  /** Most bytes of UTF-8 in a document of code: a few huge files would decide held-out losses. */
  static final int MAX_CODE_BYTES = 4000;

  private static final int MIN_CODE_CHARACTERS = 200;

  /** Characters that complete a document of explanations (our choice). */
  private static final int FULL_DOCUMENT = 1000;

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
  private static final Pattern HEADER_LINE =
      Pattern.compile("(?m)^\\s*(?:import|package)\\s[^;]*;[^\\S\\n]*$");

  private static final CharMatcher MARGIN = CharMatcher.anyOf(" \t*");

  /** Not {@code lines()}: some files have carriage returns inside lines. */
  private static final Splitter LINES = Splitter.on('\n');

  private static final Splitter PARAGRAPHS =
      Splitter.on(Pattern.compile("\\n\\s*\\n")).trimResults().omitEmptyStrings();

  /** A link and its label; the label is empty where the link has none. */
  private static final Pattern LINK =
      Pattern.compile("\\{@(?:link|linkplain|see)\\s+([^\\s{}(]+(?:\\([^)]*\\))?)\\s*([^{}]*)\\}");

  private static final Pattern LITERAL = Pattern.compile("\\{@(?:code|literal)\\s+([^{}]*)\\}");
  private static final Pattern OTHER_INLINE_TAG = Pattern.compile("\\{@\\p{L}+[^{}]*\\}");

  /** Paragraphs that say what the name of the method says. */
  private static final Pattern ACCESSOR =
      Pattern.compile(
          "(?:Gets|Sets|Returns|Creates|Constructor|Adds a new item)\\b.*", Pattern.DOTALL);

  /** The first words of a generated comment, which is about an accessor and not its subject. */
  private static final String GENERATED = "Gets the value of the ";

  private JavaTexts() {}

  /** Takes code without comments, imports, package lines and empty lines. */
  static void code(ImmutableList<Archive.Entry> files, DomainText text) throws IOException {
    for (Archive.Entry file : files) {
      String lines =
          HEADER_LINE
              .matcher(withoutComments(file.text(UTF_8)))
              .replaceAll("")
              .lines()
              .map(CharMatcher.whitespace()::trimTrailingFrom)
              .filter(line -> !line.isEmpty())
              .collect(Collectors.joining("\n"));
      String code = DomainText.cut(lines, MAX_CODE_BYTES);
      if (code.length() >= MIN_CODE_CHARACTERS) {
        text.add(file.source(), code);
      }
    }
  }

  /**
   * Takes the prose of documentation comments.
   *
   * <p>Half of the files have only one new sentence, and files with neighbouring names explain the
   * same matter in nearly the same words. So files are joined in alphabetical order until a
   * document is as long as those of other domains. Documents of one sentence would have no context,
   * and two versions of a sentence would be in training and in validation.
   */
  static void explanations(ImmutableList<Archive.Entry> files, DomainText text) throws IOException {
    String first = "";
    for (Archive.Entry file : files) {
      if (text.length() == 0) {
        first = file.source();
      }
      for (String comment : docComments(file.text(UTF_8))) {
        paragraphs(comment).forEach(text::prose);
      }
      if (text.length() >= FULL_DOCUMENT) {
        text.end(first);
      }
    }
    text.end(first);
  }

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

  /**
   * Returns the paragraphs of a comment before its first block tag, without stars, inline tags,
   * markup, tables and listings, white space folded; those of accessors are left out.
   *
   * @param comment the inside of a documentation comment
   */
  static ImmutableList<String> paragraphs(String comment) {
    String text =
        LINES
            .splitToStream(comment)
            .map(line -> MARGIN.trimLeadingFrom(line).strip())
            .takeWhile(line -> !line.startsWith("@"))
            .collect(Collectors.joining("\n"))
            .strip();
    if (text.startsWith(GENERATED)) {
      return ImmutableList.of();
    }
    return PARAGRAPHS
        .splitToStream(Markup.html(inlineTags(text)))
        .map(paragraph -> CharMatcher.whitespace().trimAndCollapseFrom(paragraph, ' '))
        .filter(paragraph -> !ACCESSOR.matcher(paragraph).matches())
        .collect(ImmutableList.toImmutableList());
  }

  /** Replaces inline tags by what a reader sees: labels, literal text, or nothing. */
  private static String inlineTags(String text) {
    String plain =
        LINK.matcher(LITERAL.matcher(text).replaceAll("$1"))
            .replaceAll(
                link ->
                    Matcher.quoteReplacement(
                        link.group(2).isBlank() ? simpleName(link.group(1)) : link.group(2)));
    return OTHER_INLINE_TAG.matcher(plain).replaceAll("");
  }

  private static String simpleName(String reference) {
    String name = reference.replaceFirst("\\(.*", "");
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('#')) + 1);
  }
}
