// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Returns the prose of documentation comments: the text before the first block tag, without stars,
 * inline tags, markup, tables and listings.
 */
final class Javadoc {
  private static final CharMatcher MARGIN = CharMatcher.anyOf(" \t*");
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

  private Javadoc() {}

  /**
   * Returns the paragraphs, white space folded, those of accessors left out.
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
