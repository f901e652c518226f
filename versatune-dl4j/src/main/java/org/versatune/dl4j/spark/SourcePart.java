// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkArgument;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_block_start;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;

/**
 * A dataset of rows, of one domain or of all of them.
 *
 * @param rows what the user gave
 * @param domain the domain of all rows; null where a column has it
 * @param column the column that has the domain, here or in what is composed
 */
record SourcePart(Dataset<Row> rows, @Nullable String domain, String column) {

  /** A column of a name, whatever is in the name. */
  static Column named(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  /** Whether a dataset has a column that Spark takes for this one: as a rule, whatever its case. */
  static boolean has(Dataset<Row> rows, String column) {
    return place(rows, column) >= 0;
  }

  /** The place of a column in the rows of a dataset; −1 where there is none. */
  static int place(Dataset<Row> rows, String column) {
    return names(rows).indexOf(name(rows, column));
  }

  private static ImmutableList<String> names(Dataset<Row> rows) {
    return Arrays.stream(rows.columns())
        .map(column -> name(rows, column))
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns a name in small letters, or as it is where the session distinguishes cases. */
  private static String name(Dataset<Row> rows, String column) {
    return Ascii.equalsIgnoreCase(
            rows.sparkSession().conf().get("spark.sql.caseSensitive").strip(), "true")
        ? column
        : column.toLowerCase(Locale.ROOT);
  }

  /** Refuses columns of one name, of which nothing says which one is meant. */
  static void requireUnique(Dataset<Row> rows, Collection<String> columns, String what) {
    ImmutableList<String> names = names(rows);
    for (String column : columns) {
      String name = name(rows, column);
      int first = names.indexOf(name);
      int last = names.lastIndexOf(name);
      checkArgument(
          first == last,
          "%s has two columns '%s' and '%s', which are the same to Spark; rename one, or drop it",
          what,
          rows.columns()[Math.max(0, first)],
          rows.columns()[Math.max(0, last)]);
    }
  }

  static void requireNoStream(Dataset<Row> rows, String what) {
    checkArgument(
        !rows.isStreaming(),
        "%s is a stream, which has no last row; write it to files first",
        what);
  }

  /**
   * Checks the column of the domain.
   *
   * @param what what messages call the dataset
   * @throws IllegalArgumentException if it is missing, there twice or not of texts, or the dataset
   *     is a stream
   */
  static void requireTexts(Dataset<Row> rows, String column, String what) {
    requireNoStream(rows, what);
    requireUnique(rows, ImmutableList.of(column), what);
    checkArgument(
        has(rows, column),
        "%s has no column '%s' for the domain%s; it has %s",
        what,
        column,
        column.contains(".") ? " (a field of a structure is no column: add it by withColumn)" : "",
        Listed.of(ImmutableList.copyOf(rows.columns())));
    String type = rows.schema().fields()[place(rows, column)].dataType().sql();
    checkArgument(
        type.equals("STRING"),
        "column '%s' of the domain is of type %s; cast it to a text",
        column,
        type);
  }

  /** A count of tokens; null where it is none, below 0 or not whole, which a cast would cut off. */
  static Column whole(Column tokens) {
    Column whole = tokens.cast(DataTypes.LongType);
    return when(whole.geq(0).and(whole.equalTo(tokens.cast(DataTypes.DoubleType))), whole);
  }

  /** Whole numbers as decimal ones, whose sum has room where one of 64 bits would pass its end. */
  static Column exact(Column whole) {
    return whole.cast(DataTypes.createDecimalType(20, 0));
  }

  Column domainOfRow() {
    return domain == null ? named(column) : lit(domain);
  }

  /** The rows with their domain. */
  Dataset<Row> withDomain() {
    return domain == null ? rows : rows.withColumn(column, lit(domain));
  }

  /** What the index is made of: domain, file, where the part begins, a hash of the row. */
  Dataset<Row> toIndex() {
    Column[] all =
        Arrays.stream(rows.schema().fields()).map(SourcePart::hashed).toArray(Column[]::new);
    return rows.select(domainOfRow(), input_file_name(), input_file_block_start(), xxhash64(all));
  }

  /** Hashes a column. Spark has no hash of a map, so that of its text is taken. */
  private static Column hashed(StructField field) {
    Column column = named(field.name());
    return hasMap(field.dataType()) ? to_json(struct(column)) : column;
  }

  private static boolean hasMap(DataType type) {
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields()).anyMatch(field -> hasMap(field.dataType()));
    }
    return type instanceof MapType
        || (type instanceof ArrayType array && hasMap(array.elementType()));
  }
}
