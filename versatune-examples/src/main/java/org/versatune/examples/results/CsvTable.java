// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** A CSV file with a heading line, row by row; what is wrong in it is named by line and column. */
final class CsvTable {
  private static final ObjectReader READER =
      CsvMapper.builder()
          .build()
          .readerForMapOf(String.class)
          .with(CsvSchema.emptySchema().withHeader());

  private final Path file;
  private final ImmutableList<ImmutableMap<String, String>> rows;

  private CsvTable(Path file, ImmutableList<ImmutableMap<String, String>> rows) {
    this.file = file;
    this.rows = rows;
  }

  static CsvTable read(Path file) {
    List<ImmutableMap<String, String>> rows = new ArrayList<>();
    try (MappingIterator<Map<String, String>> lines = READER.readValues(file.toFile())) {
      while (lines.hasNextValue()) {
        rows.add(ImmutableMap.copyOf(lines.nextValue()));
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + " is not a CSV file with a heading line", e);
    }
    return new CsvTable(file, ImmutableList.copyOf(rows));
  }

  /** The rows as CSV, with a heading line of all their columns. */
  static String text(List<Map<String, Object>> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true);
    columns.forEach(schema::addColumn);
    return new CsvMapper().writer(schema.build()).writeValueAsString(rows);
  }

  /** The ends of the columns that begin like this, in their order. */
  ImmutableSet<String> endings(String prefix) {
    return rows.stream()
        .limit(1)
        .flatMap(row -> row.keySet().stream())
        .filter(column -> column.startsWith(prefix))
        .map(column -> column.substring(prefix.length()))
        .collect(ImmutableSet.toImmutableSet());
  }

  <T> ImmutableList<T> map(Function<Row, T> row) {
    ImmutableList.Builder<T> mapped = ImmutableList.builder();
    for (int i = 0; i < rows.size(); i++) {
      mapped.add(row.apply(new Row(rows.get(i), i + 2)));
    }
    return mapped.build();
  }

  /** One line of the file. */
  final class Row {
    private final ImmutableMap<String, String> cells;
    private final int line;

    private Row(ImmutableMap<String, String> cells, int line) {
      this.cells = cells;
      this.line = line;
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

    /** The text of a column that older tables lack. */
    String optional(String column) {
      return cells.getOrDefault(column, "").strip();
    }

    /** A number; NaN where the cell is empty. */
    double number(String column) {
      String cell = text(column);
      if (cell.isEmpty()) {
        return Double.NaN;
      }
      try {
        return Double.parseDouble(cell);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            file + ", line " + line + ", column '" + column + "': '" + cell + "' is no number", e);
      }
    }

    long whole(String column) {
      double number = number(column);
      checkArgument(
          number == Math.rint(number) && !Double.isInfinite(number),
          "%s, line %s, column '%s': '%s' is no whole number",
          file,
          line,
          column,
          text(column));
      return (long) number;
    }

    /** The finite numbers of the columns with this beginning, by what follows it. */
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
}
