// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ContiguousSet;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A table of results before it is written for a browser or a terminal. The first column names the
 * row; the others hold numbers. For one thread.
 *
 * @param <T> what a row is about
 */
public final class ResultTable<T> {
  private final String caption;
  private final ImmutableList<T> things;
  private final Function<T, String> name;
  private final List<String> headings = new ArrayList<>();
  private final List<Function<T, Cell>> columns = new ArrayList<>();
  private ImmutableList<String> notes = ImmutableList.of();
  private Predicate<T> summary = row -> false;

  private ResultTable(String caption, String first, Iterable<T> things, Function<T, String> name) {
    this.caption = caption;
    this.things = ImmutableList.copyOf(things);
    this.name = name;
    headings.add(first);
  }

  /** A row; {@code summary} where it is set apart from the rows above. */
  public record Row(String name, List<Cell> cells, boolean summary) {}

  /**
   * A cell.
   *
   * @param text the number as it is written; further lines are set small below the first
   * @param best whether it is the best of those that it is compared with
   * @param bad whether it says that something was lost
   */
  public record Cell(String text, boolean best, boolean bad) {
    Cell(String text) {
      this(text, false, false);
    }
  }

  /**
   * Begins a table.
   *
   * @param caption what it holds, with the unit
   * @param first heading of the first column
   * @param things what its rows are about
   * @param name what the first column says of each
   */
  static <T> ResultTable<T> of(
      String caption, String first, Iterable<T> things, Function<T, String> name) {
    return new ResultTable<>(caption, first, things, name);
  }

  /** A table over domains or other names. */
  static ResultTable<String> of(String caption, String first, Iterable<String> names) {
    return of(caption, first, names, name -> name);
  }

  /** Adds a column of texts. */
  @CanIgnoreReturnValue
  ResultTable<T> column(String heading, Function<T, String> text) {
    return column(true, heading, text);
  }

  /** Adds a column of texts where there is something to show. */
  @CanIgnoreReturnValue
  ResultTable<T> column(boolean shown, String heading, Function<T, String> text) {
    return shown ? cells(heading, row -> new Cell(text.apply(row))) : this;
  }

  /** Adds a column. */
  @CanIgnoreReturnValue
  ResultTable<T> cells(String heading, Function<T, Cell> cell) {
    headings.add(heading);
    columns.add(cell);
    return this;
  }

  /** Sets some rows apart. */
  @CanIgnoreReturnValue
  ResultTable<T> summary(Predicate<T> which) {
    summary = which;
    return this;
  }

  /** Adds sentences below, one for each thing that a cell cannot say. */
  @CanIgnoreReturnValue
  ResultTable<T> notes(ImmutableList<String> sentences) {
    notes = sentences;
    return this;
  }

  /** The table with rows and columns exchanged. */
  ResultTable<Integer> transposed(String first) {
    ResultTable<Integer> other =
        of(caption, first, ContiguousSet.closedOpen(1, headings.size()), headings::get)
            .notes(notes);
    rows().forEach(row -> other.cells(row.name(), c -> row.cells().get(c - 1)));
    return other;
  }

  public String caption() {
    return caption;
  }

  /** The headings, that of the first column first. */
  public List<String> columns() {
    return headings;
  }

  public List<Row> rows() {
    return things.stream()
        .map(
            row ->
                new Row(
                    name.apply(row),
                    columns.stream().map(column -> column.apply(row)).toList(),
                    summary.test(row)))
        .toList();
  }

  public List<String> notes() {
    return notes;
  }

  static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
