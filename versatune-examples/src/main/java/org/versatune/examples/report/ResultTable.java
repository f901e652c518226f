// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ContiguousSet;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A table of results before it is written for a browser or a terminal. The first column names the
 * row; the others hold numbers.
 */
final class ResultTable {
  private ResultTable() {}

  /**
   * Begins a table.
   *
   * @param caption what it holds, with the unit
   * @param first heading of the first column
   * @param rows what its rows are about
   * @param name what the first column says of each
   */
  static <T> Builder<T> of(
      String caption, String first, Iterable<T> rows, Function<T, String> name) {
    return new Builder<>(caption, first, ImmutableList.copyOf(rows), name);
  }

  /** A table over domains or other names. */
  static Builder<String> of(String caption, String first, Iterable<String> rows) {
    return of(caption, first, rows, name -> name);
  }

  /**
   * Collects the columns of a table.
   *
   * @param <T> what a row is about
   */
  static final class Builder<T> {
    private final String caption;
    private final ImmutableList<T> rows;
    private final Function<T, String> name;
    private final ImmutableList.Builder<String> headings = ImmutableList.builder();
    private final List<Function<T, Cell>> columns = new ArrayList<>();
    private ImmutableList<String> notes = ImmutableList.of();
    private Predicate<T> summary = row -> false;

    private Builder(String caption, String first, ImmutableList<T> rows, Function<T, String> name) {
      this.caption = caption;
      this.rows = rows;
      this.name = name;
      headings.add(first);
    }

    /** Adds a column of texts. */
    Builder<T> column(String heading, Function<T, String> text) {
      return cells(heading, row -> Cell.of(text.apply(row)));
    }

    /** Adds a column. */
    Builder<T> cells(String heading, Function<T, Cell> cell) {
      headings.add(heading);
      columns.add(cell);
      return this;
    }

    /** Sets some rows apart. */
    Builder<T> summary(Predicate<T> which) {
      summary = which;
      return this;
    }

    /** Adds sentences below, one for each thing that a cell cannot say. */
    Builder<T> notes(ImmutableList<String> sentences) {
      notes = sentences;
      return this;
    }

    Table build() {
      return new Table(
          caption,
          headings.build(),
          rows.stream().map(this::row).collect(ImmutableList.toImmutableList()),
          notes);
    }

    private Row row(T of) {
      return new Row(
          name.apply(of),
          columns.stream().map(column -> column.apply(of)).collect(ImmutableList.toImmutableList()),
          summary.test(of));
    }
  }

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

    /** The table with rows and columns exchanged. */
    Table transposed(String first) {
      Builder<Integer> other =
          of(caption, first, ContiguousSet.closedOpen(1, columns.size()), columns::get)
              .notes(notes);
      rows.forEach(row -> other.cells(row.name(), c -> row.cells().get(c - 1)));
      return other.build();
    }
  }

  /** A row; {@code summary} where it is set apart from the rows above. */
  public record Row(String name, ImmutableList<Cell> cells, boolean summary) {}

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

  static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
