// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/** Returns text as a reader sees it: without HTML, without Markdown. */
final class Markup {
  private static final Pattern ENTITY_OR_TAG = Pattern.compile("[<&]");
  private static final Pattern LINK = Pattern.compile("!?\\[([^\\[\\]]*)\\]\\([^()]*\\)");
  private static final Pattern LINK_REFERENCE = Pattern.compile("\\[\\[\\[([^\\[\\]]*)\\]\\]\\]");
  private static final Pattern LINE_MARK = Pattern.compile("(?m)^[ \\t]*(?:[*+-]|#{1,6}|>)[ \\t]+");
  private static final Pattern EMPHASIS =
      Pattern.compile("(\\*{1,3}|_{2,3}|`+)(?=\\S)(.+?)(?<=\\S)\\1");

  private Markup() {}

  /**
   * Returns the text of an HTML fragment: entities decoded, tables, listings and scripts dropped,
   * an empty line between blocks.
   */
  static String html(String fragment) {
    if (!ENTITY_OR_TAG.matcher(fragment).find()) {
      return fragment;
    }
    Element body = Jsoup.parseBodyFragment(fragment).body();
    body.select("script, style").remove();
    // Emptied and not removed: the text before and the text after are still two paragraphs.
    body.select("pre, table").forEach(Element::empty);
    for (Element element : body.select("body *")) {
      if (element.isBlock()) {
        element.before(new TextNode("\n\n")).after(new TextNode("\n\n"));
      }
    }
    return body.wholeText();
  }

  /**
   * Returns the text of Markdown: labels of links, without list marks, heading marks and emphasis;
   * HTML as {@link #html} does.
   */
  static String markdown(String markdown) {
    String plain = LINK.matcher(markdown).replaceAll("$1");
    plain = LINK_REFERENCE.matcher(plain).replaceAll("$1");
    plain = LINE_MARK.matcher(plain).replaceAll("\n");
    return html(EMPHASIS.matcher(plain).replaceAll("$2"));
  }
}
