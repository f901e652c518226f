package org.versatune.examples.report.page;

import com.google.common.collect.ImmutableList;

/**
 * A table of results before it is written for a browser, a terminal or a README. The first column
 * names the row; the others hold numbers.
 */
public final class ResultTable {

  /**
   * The whole table.
   *
   * @param caption what it holds, with the unit
   * @param columns headings, that of the first column first
   * @param rows the rows
   * @param notes sentences below it, one for each thing that a cell cannot say
   */
  public record Table(
      String caption,
      ImmutableList<String> columns,
      ImmutableList<Row> rows,
      ImmutableList<String> notes) {}

  /**
   * A row.
   *
   * @param name its name
   * @param cells one for each further column
   * @param summary whether it sums up the rows above
   */
  public record Row(String name, ImmutableList<Cell> cells, boolean summary) {}

  /**
   * A cell.
   *
   * @param text the number as it is written; further lines are set small below the first
   * @param best whether it is the best of those that it is compared with
   * @param bad whether it says that something was lost
   */
  public record Cell(String text, boolean best, boolean bad) {
    /**
     * A number that is neither.
     *
     * @param text the number as it is written
     * @return the cell
     */
    public static Cell of(String text) {
      return new Cell(text, false, false);
    }
  }

  private ResultTable() {}
}
