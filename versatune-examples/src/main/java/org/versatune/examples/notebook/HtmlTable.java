// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes a table for a notebook: a row for each domain (or strategy, or other name), and a column
 * for each measured quantity.
 *
 * <pre>{@code
 * HtmlTable.of("domain", domains).column("before", before).column("after", after)
 * }</pre>
 *
 * <p>Whole numbers are written in full, others with three decimals, text as it is. A row for which
 * a column has no value shows a dash. Immutable and safe for use by any number of threads.
 */
public final class HtmlTable implements Html {
  private static final String ABSENT = "–";

  /** Each begins with its heading. */
  private final ImmutableList<ImmutableList<String>> columns;

  private HtmlTable(ImmutableList<ImmutableList<String>> columns) {
    this.columns = columns;
  }

  /**
   * {@return a table with its first column alone}
   *
   * @param heading what the rows are
   * @param rows the name of each row
   */
  public static HtmlTable of(String heading, List<String> rows) {
    return new HtmlTable(
        ImmutableList.of(ImmutableList.<String>builder().add(heading).addAll(rows).build()));
  }

  /**
   * {@return this table with one more column}
   *
   * @param heading what the column holds, with its unit
   * @param values a number or a text by the name of the row; rows that are missing show a dash
   * @throws IllegalArgumentException if a value is of a row that there is not; the message names it
   */
  public HtmlTable column(String heading, Map<String, ?> values) {
    List<String> rows = columns.get(0).subList(1, columns.get(0).size());
    for (String name : values.keySet()) {
      checkArgument(
          rows.contains(name),
          "column '%s' has a value for '%s', which is no row of the table; the rows are %s",
          heading,
          name,
          rows);
    }
    ImmutableList.Builder<String> column = ImmutableList.<String>builder().add(heading);
    rows.forEach(row -> column.add(values.containsKey(row) ? text(values.get(row)) : ABSENT));
    return new HtmlTable(
        ImmutableList.<ImmutableList<String>>builder().addAll(columns).add(column.build()).build());
  }

  private static String text(Object value) {
    return value instanceof Double || value instanceof Float
        ? String.format(Locale.ROOT, "%.3f", ((Number) value).doubleValue())
        : String.valueOf(value);
  }

  @Override
  public String toString() {
    StringBuilder html = new StringBuilder("<table>\n<thead>\n");
    for (int r = 0; r < columns.get(0).size(); r++) {
      html.append("<tr>");
      for (int c = 0; c < columns.size(); c++) {
        cell(html, r == 0 ? "th" : "td", c, columns.get(c).get(r));
      }
      html.append(r == 0 ? "</tr>\n</thead>\n<tbody>\n" : "</tr>\n");
    }
    return html.append("</tbody>\n</table>").toString();
  }

  private static void cell(StringBuilder html, String tag, int column, String text) {
    html.append(
        "<%1$s style=\"text-align: %2$s\">%3$s</%1$s>"
            .formatted(
                tag, column == 0 ? "left" : "right", HtmlEscapers.htmlEscaper().escape(text)));
  }
}
