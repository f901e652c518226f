// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Longs;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** One line of a CSV file with a heading line; what is wrong in it is named by line and column. */
record CsvRow(Path file, int line, ImmutableMap<String, String> cells) {
  static ImmutableList<CsvRow> read(Path file) {
    ImmutableList.Builder<CsvRow> rows = ImmutableList.builder();
    try (MappingIterator<Map<String, String>> lines =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(file.toFile())) {
      for (int line = 2; lines.hasNextValue(); line++) {
        rows.add(new CsvRow(file, line, ImmutableMap.copyOf(lines.nextValue())));
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + " is not a CSV file with a heading line", e);
    }
    return rows.build();
  }

  /** Returns rows as CSV; the heading has all their columns, or without a row the least of them. */
  static String text(Collection<String> least, List<Map<String, Object>> rows) {
    Set<String> columns = new LinkedHashSet<>(least);
    rows.forEach(row -> columns.addAll(row.keySet()));
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true);
    columns.forEach(schema::addColumn);
    return new CsvMapper().writer(schema.build()).writeValueAsString(rows);
  }

  /** Returns what follows the prefix in the names of the columns that begin with it. */
  static ImmutableSet<String> endings(List<CsvRow> rows, String prefix) {
    return rows.stream()
        .limit(1)
        .flatMap(row -> row.cells.keySet().stream())
        .filter(column -> column.startsWith(prefix))
        .map(column -> column.substring(prefix.length()))
        .collect(ImmutableSet.toImmutableSet());
  }

  String text(String column) {
    String cell = cells.get(column);
    checkArgument(
        cell != null,
        "%s, line %s, has no column '%s'; its columns are %s",
        file,
        line,
        column,
        cells.keySet());
    return cell.strip();
  }

  /** Returns the text of a column that older tables lack. */
  String optional(String column) {
    return cells.getOrDefault(column, "").strip();
  }

  /** Returns a number; NaN where the cell is empty. */
  double number(String column) {
    String cell = text(column);
    try {
      return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw wrong(column, "is no number");
    }
  }

  long whole(String column) {
    Long whole = Longs.tryParse(text(column));
    if (whole != null) {
      return whole; // With all its digits: a seed may have more than a double.
    }
    double number = number(column);
    if (number != Math.rint(number) || Double.isInfinite(number)) {
      throw wrong(column, "is no whole number");
    }
    return (long) number;
  }

  private IllegalArgumentException wrong(String column, String problem) {
    return new IllegalArgumentException(
        "%s, line %s, column '%s': '%s' %s".formatted(file, line, column, text(column), problem));
  }

  /** Returns the finite numbers of the columns with this prefix, by what follows it. */
  ImmutableMap<String, Double> numbers(String prefix, Iterable<String> endings) {
    ImmutableMap.Builder<String, Double> numbers = ImmutableMap.builder();
    for (String ending : endings) {
      double number = number(prefix + ending);
      if (Double.isFinite(number)) {
        numbers.put(ending, number);
      }
    }
    return numbers.buildOrThrow();
  }
}
