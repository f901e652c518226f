// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Text as a reader sees it: without HTML, without Markdown. Holds no state. */
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
    body.select("script, style").forEach(Element::remove);
    // Emptied and not removed: the text before and the text after are still two paragraphs.
    body.select("pre, table").forEach(Element::empty);
    StringBuilder text = new StringBuilder(fragment.length());
    NodeVisitor writer =
        new NodeVisitor() {
          @Override
          public void head(Node node, int depth) {
            if (node instanceof TextNode leaf) {
              text.append(leaf.getWholeText());
            } else if (node.nameIs("br")) {
              text.append('\n');
            } else {
              breakAt(node);
            }
          }

          @Override
          public void tail(Node node, int depth) {
            breakAt(node);
          }

          private void breakAt(Node node) {
            if (node instanceof Element element && element.isBlock()) {
              text.append("\n\n");
            }
          }
        };
    body.childNodes().forEach(node -> node.traverse(writer));
    return text.toString();
  }

  /**
   * Returns the text of Markdown: labels of links, list and heading marks and emphasis dropped,
   * HTML as {@link #html} does.
   */
  static String markdown(String markdown) {
    String plain = LINK.matcher(markdown).replaceAll("$1");
    plain = LINK_REFERENCE.matcher(plain).replaceAll("$1");
    plain = LINE_MARK.matcher(plain).replaceAll("\n");
    plain = EMPHASIS.matcher(plain).replaceAll("$2");
    return html(plain);
  }
}
