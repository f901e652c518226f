// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static scala.collection.JavaConverters.seqAsJavaList;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.versatune.internal.Listed;

/**
 * Finds in the plan of a dataset what is not the same each time its rows are read: {@code rand()},
 * a function of the user's that says so, or the number of a partition, which depends on how files
 * are cut. Each round reads the rows anew, and would get others.
 */
final class Unsteady {
  /** Not the same for every row, but the same for a row each time. */
  private static final ImmutableSet<String> OF_FILES =
      ImmutableSet.of("input_file_name", "input_file_block_start", "input_file_block_length");

  /** The same within one query, and something else in the next. */
  private static final ImmutableSet<String> OF_THE_MOMENT =
      ImmutableSet.of("current_timestamp", "current_date", "localtimestamp", "now");

  private Unsteady() {}

  /** The first such expression; empty where there is none. */
  static Optional<String> of(Dataset<Row> rows) {
    return in(rows.queryExecution().analyzed()).findFirst();
  }

  private static Stream<String> in(LogicalPlan plan) {
    return Stream.concat(
        seqAsJavaList(plan.expressions()).stream().flatMap(Unsteady::in),
        seqAsJavaList(plan.children()).stream().flatMap(Unsteady::in));
  }

  private static Stream<String> in(Expression expression) {
    List<Expression> children = seqAsJavaList(expression.children());
    Stream<String> inside = children.stream().flatMap(Unsteady::in);
    String name = expression.prettyName();
    boolean isSteady =
        expression instanceof ScalaUDF own
            ? own.udfDeterministic()
            : expression.deterministic() || !children.stream().allMatch(Expression::deterministic);
    return OF_FILES.contains(name) || (isSteady && !OF_THE_MOMENT.contains(name))
        ? inside
        : Stream.concat(inside, Stream.of(Listed.one(expression.sql())));
  }
}
