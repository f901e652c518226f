// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The paragraphs of prose in a documentation comment: the text before the first block tag, without
 * the stars, inline tags, markup, tables and listings. Holds no state.
 */
final class Javadoc {
  private static final CharMatcher MARGIN = CharMatcher.anyOf(" \t*");
  private static final Splitter PARAGRAPHS =
      Splitter.on(Pattern.compile("\\n\\s*\\n")).trimResults().omitEmptyStrings();

  /** A link and its label; the label is empty where the link has none. */
  private static final Pattern LINK =
      Pattern.compile("\\{@(?:link|linkplain|see)\\s+([^\\s{}(]+(?:\\([^)]*\\))?)\\s*([^{}]*)\\}");

  private static final Pattern LITERAL = Pattern.compile("\\{@(?:code|literal)\\s+([^{}]*)\\}");
  private static final Pattern OTHER_INLINE_TAG = Pattern.compile("\\{@\\p{L}+[^{}]*\\}");

  /** Openings of comments that say what the name of the method says. */
  private static final Pattern ACCESSOR =
      Pattern.compile(
          "(?:Gets|Sets|Returns|Creates|Constructor|Adds a new item)\\b.*", Pattern.DOTALL);

  /**
   * How a generated comment on an accessor begins; it goes on about the accessor, not its subject.
   */
  private static final String GENERATED = "Gets the value of the ";

  private Javadoc() {}

  /**
   * Returns the paragraphs, white space folded, those of accessors left out.
   *
   * @param comment the inside of a documentation comment
   */
  static ImmutableList<String> paragraphs(String comment) {
    String text = mainDescription(comment);
    if (text.startsWith(GENERATED)) {
      return ImmutableList.of();
    }
    return PARAGRAPHS
        .splitToStream(Markup.html(inlineTags(text)))
        .map(paragraph -> CharMatcher.whitespace().trimAndCollapseFrom(paragraph, ' '))
        .filter(paragraph -> !ACCESSOR.matcher(paragraph).matches())
        .collect(ImmutableList.toImmutableList());
  }

  /** The lines before the first block tag, without margins and stars. */
  private static String mainDescription(String comment) {
    StringBuilder text = new StringBuilder();
    int start = 0;
    while (start < comment.length()) {
      int end = comment.indexOf('\n', start);
      int next = end < 0 ? comment.length() : end + 1;
      String line = MARGIN.trimLeadingFrom(comment.substring(start, next)).strip();
      if (line.startsWith("@")) {
        break;
      }
      text.append(line).append('\n');
      start = next;
    }
    return text.toString().strip();
  }

  /** Inline tags by what a reader sees: labels, literal text, nothing. */
  private static String inlineTags(String text) {
    if (text.indexOf("{@") < 0) {
      return text;
    }
    String plain = LITERAL.matcher(text).replaceAll("$1");
    plain =
        LINK.matcher(plain)
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
