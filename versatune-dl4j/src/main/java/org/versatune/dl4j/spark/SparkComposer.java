// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.input_file_block_start;
import static org.apache.spark.sql.functions.udf;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import org.versatune.DrawSequence;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.internal.Listed;

/**
 * Composes the rows that a run draws on Spark, round after round.
 *
 * <pre>{@code
 * SparkRows rows = SparkRows.builder().byColumn(spark.read().parquet("hdfs:///rows"), "domain").open();
 * VersaTune run = VersaTune.builder().domains(rows.domains()).domainSizes(rows.sizes()).build();
 * SparkComposer composer = SparkComposer.of(run, rows);
 * SparkRound round = composer.rows(10_000_000);
 * round.rows().write().parquet("hdfs:///mixed/round-1");
 * // … train on it, read the losses …
 * run.report(losses);
 * SparkRound next = composer.rows(10_000_000);   // by the new weights
 * }</pre>
 *
 * <p>The draws, and the row for each draw, are those of one process: {@link
 * org.versatune.trainers.SegmentWriter} writes the same rows of the same files in the same order.
 * Counts are exact. Within a domain, rows come in a random order that depends on the run's seed;
 * each epoch has a new order, and no row repeats within an epoch. Which row comes next follows from
 * how often the domain has been drawn, so the snapshot of the run is all the state there is. It
 * holds the fingerprint of the rows, and a run does not go on with other rows.
 *
 * <p>Neither draws nor rows are sent between machines. The driver makes the draws, to know where
 * the run is; each executor makes them again from the run's snapshot; each task finds the draws of
 * the rows that it reads. A task that fails is run again and gives the same rows.
 *
 * <p>Not safe for use by several threads. Nothing else may draw from the run.
 */
public final class SparkComposer {
  /** Under this name a snapshot has what the rows were. */
  private static final String ATTACHED = "rows on Spark";

  /** Rows of a round: each executor makes and keeps all its draws, half a minute and 2 GB. */
  private static final long MOST = 1L << 32;

  private final VersaTune run;
  private final SparkRows rows;
  private final ImmutableList<Broadcast<BlockTable>> tables;
  private final long[] sizes;
  private String drawColumn = "draw";
  private ImmutableMap<String, Long> drawn;

  private SparkComposer(VersaTune run, SparkRows rows) {
    this.run = run;
    this.rows = rows;
    this.drawn = run.draws();
    this.sizes =
        run.domains().stream().mapToLong(domain -> rows.sizes().getOrDefault(domain, 0L)).toArray();
    this.tables =
        rows.parts().stream()
            .map(part -> context().broadcast(part.table()))
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Brings a run and its rows together.
   *
   * @param run the run, of a single worker
   * @param rows the rows of its domains, and of no others
   * @return the composer
   * @throws IllegalArgumentException if domains or sizes of run and rows differ, the run counts
   *     tokens itself, or its sampler is the user's own
   * @throws IllegalStateException if the run was saved with other rows, or rows were given to it
   *     already
   */
  public static SparkComposer of(VersaTune run, SparkRows rows) {
    notNull(run, "run");
    notNull(rows, "rows");
    requireTogether(run, rows);
    SavedState now = rows.fingerprints(run.domains());
    Optional<SavedState> saved = run.inFlight().restored(ATTACHED);
    saved.ifPresent(then -> requireSame(run.domains(), then, now));
    SparkComposer composer = new SparkComposer(run, rows);
    var unused = composer.sequence();
    run.inFlight().attach(ATTACHED, () -> now);
    run.inFlight().compose();
    return composer;
  }

  /**
   * Names the column that has the number of the draw.
   *
   * @param name by default {@code draw}
   * @return this composer
   */
  public SparkComposer drawColumn(String name) {
    checkArgument(!notNull(name, "name").isBlank(), "the name of the column is blank");
    drawColumn = name;
    return this;
  }

  /**
   * Draws the rows of the next round. The draws are made at once; the rows are found when Spark
   * needs them.
   *
   * @param count how many, at least 1 and at most 2<sup>32</sup>; more are drawn in several rounds
   *     without a report between them
   * @return the round; smaller only where every domain reaches its epoch cap
   * @throws NoSuchElementException if every domain has reached its epoch cap already
   * @throws IllegalArgumentException if the rows have a column with the name of that of the draw
   * @throws IllegalStateException if something else drew from the run, or a file of rows changed
   */
  public SparkRound rows(long count) {
    checkArgument(
        count >= 1 && count <= MOST,
        "a round of %s rows was asked for; it has at least 1 and at most %s: draw more in several"
            + " rounds without a report between them",
        count,
        MOST);
    for (NumberedPart part : rows.parts()) {
      checkArgument(
          !SourcePart.has(part.part().withDomain(), drawColumn),
          "the rows have a column '%s' already; name another with drawColumn",
          drawColumn);
    }
    DrawSequence draws = sequence();
    if (!draws.hasNext()) {
      throw new NoSuchElementException(
          "every domain has been drawn as often as its epoch cap allows ("
              + Listed.of(drawn)
              + "); raise epochCap or end the training here");
    }
    rows.requireUnchanged();
    long slice = RoundSlices.length(count, run.domains().size());
    return round(RoundSlices.draw(run, count, slice), count);
  }

  private SparkRound round(RoundSlices slices, long count) {
    ImmutableMap<String, Long> after = run.draws();
    RoundDraws round =
        new RoundDraws(
            slices, run.domains().toArray(new String[0]), run.seed(), sizes, values(drawn));
    Broadcast<RoundDraws> sent = context().broadcast(round);
    Dataset<Row> composed = null;
    for (int i = 0; i < tables.size(); i++) {
      Dataset<Row> one =
          composed(rows.parts().get(i).part(), new RowNumbers(tables.get(i), sent), round);
      composed = composed == null ? one : composed.unionByName(one);
    }
    ImmutableMap.Builder<String, Long> counts = ImmutableMap.builder();
    after.forEach((domain, now) -> counts.put(domain, now - drawn.getOrDefault(domain, 0L)));
    long first = drawn.values().stream().mapToLong(Long::longValue).sum();
    drawn = after;
    ImmutableMap<String, Long> counted = counts.buildOrThrow();
    return new SparkRound(
        notNull(composed, "composed"),
        drawColumn,
        first,
        counted,
        counted.values().stream().mapToLong(Long::longValue).sum() == count,
        run.weights(),
        run.snapshot());
  }

  private Dataset<Row> composed(SourcePart part, RowNumbers numbers, RoundDraws round) {
    Column draw = SourcePart.named(drawColumn);
    if (round.takesRowsOnce()) {
      return part.withDomain()
          .withColumn(drawColumn, found(part, numbers::draw, DataTypes.LongType))
          .filter(draw.isNotNull());
    }
    DataType all = DataTypes.createArrayType(DataTypes.LongType, false);
    return part.withDomain()
        .withColumn(drawColumn, found(part, numbers::draws, all))
        .withColumn(drawColumn, explode(draw));
  }

  /**
   * What is found for each row. Its domain comes as bytes, since Spark would make a text of it
   * anew, and only where a column has it. The argument that says where the part of the file begins
   * also tells Spark and what speeds it up that the file of each row matters.
   */
  private static <T> Column found(
      SourcePart part, UDF2<Long, byte[], @Nullable T> finder, DataType type) {
    Column start = input_file_block_start();
    String domain = part.domain();
    if (domain == null) {
      Column bytes = part.domainOfRow().cast(DataTypes.BinaryType);
      return udf(finder, type).asNondeterministic().apply(start, bytes);
    }
    byte[] bytes = domain.getBytes(StandardCharsets.UTF_8);
    UDF1<Long, @Nullable T> ofDomain = from -> finder.call(from, bytes);
    return udf(ofDomain, type).asNondeterministic().apply(start);
  }

  VersaTune run() {
    return run;
  }

  /** The column that has the domain in what is composed. */
  String domainColumn() {
    return rows.column();
  }

  SparkSession session() {
    return rows.session();
  }

  /** The draws after those that are made, which must be where this composer left the run. */
  private DrawSequence sequence() {
    DrawSequence draws = DrawSequence.after(run.snapshot());
    checkState(
        run.draws().equals(drawn) && draws.counts().equals(drawn),
        "something else drew from the run, or keeps batches of it in flight: %s draws after the"
            + " last round, %s now; draw from this composer alone",
        Listed.of(drawn),
        Listed.of(run.draws()));
    return draws;
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(rows.session().sparkContext());
  }

  private long[] values(ImmutableMap<String, Long> byDomain) {
    return run.domains().stream().mapToLong(domain -> byDomain.getOrDefault(domain, 0L)).toArray();
  }

  private static void requireTogether(VersaTune run, SparkRows rows) {
    checkArgument(
        run.worker().isOnly(),
        "the run is %s; on Spark one run draws for all executors",
        run.worker());
    checkArgument(
        !run.tokens().areCounted(),
        "the weights of the run are shares of tokens, and it counts tokens row by row; on Spark"
            + " their means must be known: pass meanTokens(rows.meanTokens(column)) to the"
            + " builder");
    checkArgument(
        rows.sizes().keySet().containsAll(run.domains()),
        "there are no rows of domains %s; the domains with rows are %s",
        Listed.of(Sets.difference(Sets.newLinkedHashSet(run.domains()), rows.sizes().keySet())),
        Listed.of(rows.domains()));
    checkArgument(
        rows.domains().size() == run.domains().size(),
        "there are rows of domains %s, which the run does not know; filter them out, or give the"
            + " run rows.domains()",
        Listed.of(Sets.difference(rows.sizes().keySet(), Sets.newHashSet(run.domains()))));
    if (run.setup().has(Signal.DOMAIN_SIZE)) {
      Map<String, Double> given = run.setup().byDomain(Signal.DOMAIN_SIZE);
      rows.sizes()
          .forEach(
              (domain, size) ->
                  checkArgument(
                      given.getOrDefault(domain, 0.0) == (double) size,
                      "the run was given %s examples of domain '%s', which has %s rows; pass"
                          + " domainSizes(rows.sizes())",
                      given.get(domain),
                      domain,
                      size));
    }
  }

  private static void requireSame(ImmutableList<String> domains, SavedState then, SavedState now) {
    for (String what : ImmutableList.of("sizes", "fingerprints")) {
      long[] before = then.longs(what);
      long[] after = now.longs(what);
      for (int j = 0; j < domains.size(); j++) {
        checkState(
            before.length == after.length && before[j] == after[j],
            "domain '%s': its rows are not those that the run was saved with (%s: %s now, %s then);"
                + " bring the old files back, or start a new run with the old weights as its"
                + " initial distribution",
            domains.get(j),
            what.equals("sizes") ? "number of rows" : "their fingerprint",
            after[j],
            before[j]);
      }
    }
  }
}
