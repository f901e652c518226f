// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table of results before it is written for a browser or a terminal. The first column names the
 * row; the others hold numbers.
 */
final class ResultTable {
  private ResultTable() {}

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
      ImmutableList<String> notes) {
    static Table of(String caption, ImmutableList<String> columns, ImmutableList<Row> rows) {
      return new Table(caption, columns, rows, ImmutableList.of());
    }

    /** The table with rows and columns exchanged. */
    Table transposed(String first) {
      return new Table(
          caption,
          Stream.concat(Stream.of(first), rows.stream().map(Row::name))
              .collect(ImmutableList.toImmutableList()),
          IntStream.range(1, columns.size())
              .mapToObj(
                  c ->
                      new Row(
                          columns.get(c),
                          rows.stream()
                              .map(row -> row.cells().get(c - 1))
                              .collect(ImmutableList.toImmutableList()),
                          false))
              .collect(ImmutableList.toImmutableList()),
          notes);
    }
  }

  /** A row; {@code summary} where it is set apart from the rows above. */
  public record Row(String name, ImmutableList<Cell> cells, boolean summary) {
    static Row of(String name, Stream<String> cells) {
      return new Row(name, cells.map(Cell::of).collect(ImmutableList.toImmutableList()), false);
    }
  }

  /**
   * A cell.
   *
   * @param text the number as it is written; further lines are set small below the first
   * @param best whether it is the best of those that it is compared with
   * @param bad whether it says that something was lost
   */
  public record Cell(String text, boolean best, boolean bad) {
    static Cell of(String text) {
      return new Cell(text, false, false);
    }
  }
}
