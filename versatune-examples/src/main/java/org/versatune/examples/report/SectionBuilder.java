// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.List;

/**
 * Puts a section together, part by part. Prose comes as a format, often a text block, whose lines
 * are joined.
 */
final class SectionBuilder {
  private final String id;
  private final String heading;
  private final ImmutableList.Builder<Block> blocks = ImmutableList.builder();

  /**
   * Begins a section.
   *
   * @param id anchor in the page
   * @param heading its heading
   */
  SectionBuilder(String id, String heading) {
    this.id = id;
    this.heading = heading;
  }

  /** {@return a format filled in, on one line} */
  @FormatMethod
  static String prose(@FormatString String format, Object... values) {
    // Not white space in general: a space that no line breaks at stays one.
    return CharMatcher.anyOf(" \n").trimAndCollapseFrom(format, ' ').formatted(values);
  }

  @FormatMethod
  SectionBuilder paragraph(@FormatString String format, Object... values) {
    return add(new Block.Paragraph(prose(format, values)));
  }

  SectionBuilder heading(String text) {
    return add(new Block.Heading(capital(text)));
  }

  SectionBuilder bullets(List<String> sentences) {
    return add(new Block.Bullets(ImmutableList.copyOf(sentences)));
  }

  SectionBuilder figures(Block.Size size, Block.Figure... figures) {
    return figures(size, ImmutableList.copyOf(figures));
  }

  SectionBuilder figures(Block.Size size, List<Block.Figure> figures) {
    return add(new Block.Figures(ImmutableList.copyOf(figures), size));
  }

  SectionBuilder tables(ResultTable.Table... tables) {
    for (ResultTable.Table table : tables) {
      add(new Block.Numbers(table));
    }
    return this;
  }

  /** Says which domains are drawn; nothing where all are. */
  SectionBuilder shown(List<String> domains, List<String> shown, String why) {
    return shown.size() == domains.size()
        ? this
        : paragraph("Drawn are %s of %s domains, those %s.", shown.size(), domains.size(), why);
  }

  SectionBuilder add(Block block) {
    blocks.add(block);
    return this;
  }

  ReportPage.Section build() {
    return new ReportPage.Section(id, heading, blocks.build());
  }

  static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
