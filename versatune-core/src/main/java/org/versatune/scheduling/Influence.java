// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.primitives.Doubles;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.Given;

/**
 * Holds a square table of how much one domain helps another, by name or by position.
 *
 * @param byName the table by name; null where it is by position
 * @param byPosition its rows by position
 */
record Influence(
    @Nullable ImmutableTable<String, String, Double> byName,
    ImmutableList<ImmutableList<Double>> byPosition) {

  static Influence of(ImmutableTable<String, String, Double> table) {
    table
        .rowMap()
        .forEach(
            (row, columns) ->
                columns.forEach(
                    (column, number) -> checkFinite("'" + row + "' on '" + column + "'", number)));
    return new Influence(table, ImmutableList.of());
  }

  static Influence of(double[][] matrix) {
    ImmutableList.Builder<ImmutableList<Double>> rows = ImmutableList.builder();
    Given.list(matrix, "influence");
    for (int i = 0; i < matrix.length; i++) {
      checkArgument(
          matrix[i].length == matrix.length,
          "row %s of the influence matrix has %s numbers; the matrix must be square, with %s rows",
          i,
          matrix[i].length,
          matrix.length);
      for (int j = 0; j < matrix.length; j++) {
        checkFinite(i + " on " + j, matrix[i][j]);
      }
      rows.add(ImmutableList.copyOf(Doubles.asList(matrix[i])));
    }
    return new Influence(null, rows.build());
  }

  private static void checkFinite(String pair, double value) {
    checkArgument(Double.isFinite(value), "influence of %s is %s; it must be finite", pair, value);
  }

  static Influence read(WrittenValue value) {
    if (value.value() instanceof Map<?, ?>) {
      ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
      value
          .entries()
          .forEach(
              (row, columns) ->
                  columns.numbers().forEach((column, number) -> table.put(row, column, number)));
      return of(table.buildOrThrow());
    }
    return of(value.elements().stream().map(WrittenValue::array).toArray(double[][]::new));
  }

  /** Entry [i][j]: the influence of domain i on domain j, in the order of the run. */
  double[][] over(DomainDistribution domains) {
    int k = domains.size();
    checkArgument(
        byName != null || byPosition.size() == k,
        "the influence matrix is for %s domains, the run has %s",
        byPosition.size(),
        domains.domains());
    double[][] matrix = new double[k][k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        matrix[i][j] =
            byName == null
                ? byPosition.get(i).get(j)
                : named(domains.domains().get(i), domains.domains().get(j));
      }
    }
    return matrix;
  }

  private double named(String on, String by) {
    Double value = byName == null ? null : byName.get(on, by);
    if (value == null) {
      throw new IllegalArgumentException(
          "the influence of domain '" + on + "' on '" + by + "' is missing: give every pair");
    }
    return value;
  }

  /** As a description holds it. */
  Object written() {
    if (byName == null) {
      return byPosition;
    }
    Map<String, Object> rows = new LinkedHashMap<>();
    byName.rowMap().forEach((row, columns) -> rows.put(row, ImmutableMap.copyOf(columns)));
    return ImmutableMap.copyOf(rows);
  }
}
