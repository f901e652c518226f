// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.Sets;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.dl4j.NetworkCheckpoint;
import org.versatune.internal.Listed;

/**
 * Trains a network on Spark, round after round: composes the rows of the round, trains on them,
 * measures the losses of each domain, reports them to the run, and saves network and run.
 *
 * <pre>{@code
 * SparkTraining training = SparkTraining.builder(composer, network)
 *     .master(new ParameterAveragingTrainingMaster.Builder(1).batchSizePerWorker(32).build())
 *     .examples(row -> new DataSet(features(row), labels(row)))
 *     .validation(spark.read().parquet("hdfs:///validation"), "domain")
 *     .rowsPerRound(1_000_000)
 *     .checkpoints("hdfs:///checkpoints")
 *     .build();
 * for (int round = 1; round <= 100; round++) {
 *   System.out.println(training.round());
 * }
 * }</pre>
 *
 * <p>Needs {@code org.deeplearning4j:dl4j-spark_2.12:1.0.0-M2} beside Spark; docs/scale.md has the
 * dependencies. A step of the run is a round, so options of the run that count steps count rounds.
 * Before the first round the base model is measured, and its losses are reported at step 0. The
 * rule runs on the driver, between rounds.
 *
 * <p>A training that is <b>killed</b> at any moment can go on after the last round that was saved:
 * {@link #last} returns its network and run. It then draws the same rows again, but its parameters
 * differ in the last bits, since Deeplearning4j's training on Spark is not repeatable bit for bit.
 *
 * <p>Not safe for use by several threads.
 */
public final class SparkTraining {
  private final SparkComposer composer;
  private final VersaTune run;
  private final Model network;
  private final RowExample examples;
  private final SparkEvaluation validation;
  private final long rowsPerRound;
  private final @Nullable CheckpointFolder checkpoints;
  private final JavaSparkContext context;
  private final Trainer trainer;
  private boolean hasFailed;

  /** Trains the network of the driver on examples. */
  @FunctionalInterface
  private interface Trainer {
    void fit(JavaRDD<DataSet> examples);
  }

  private SparkTraining(Builder builder) {
    this.composer = builder.composer;
    this.run = builder.composer.run();
    this.network = builder.network;
    this.examples = given(builder.examples, "examples(row -> …)");
    this.validation =
        new SparkEvaluation(
            given(builder.validation, "validation(rows, column)"),
            builder.validationColumn,
            examples);
    this.rowsPerRound = builder.rowsPerRound;
    checkArgument(rowsPerRound >= 1, "the builder lacks rowsPerRound(count)");
    SparkSession session = composer.session();
    this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.checkpoints =
        builder.folder == null
            ? null
            : new CheckpointFolder(
                new Path(builder.folder), session.sparkContext().hadoopConfiguration());
    this.trainer = trainer(given(builder.master, "master(trainingMaster)"));
    if (checkpoints != null) {
      checkpoints.prepare(run.reportedStep());
    }
  }

  private static <T> T given(@Nullable T value, String call) {
    checkArgument(value != null, "the builder lacks %s", call);
    return requireNonNull(value);
  }

  private Trainer trainer(TrainingMaster<?, ?> master) {
    if (network instanceof ComputationGraph graph) {
      SparkComputationGraph onSpark = new SparkComputationGraph(context, graph, master);
      return onSpark::fit;
    }
    SparkDl4jMultiLayer onSpark =
        new SparkDl4jMultiLayer(context, (MultiLayerNetwork) network, master);
    return onSpark::fit;
  }

  /**
   * Starts the description of a training.
   *
   * @param composer composes the rounds, and has the run
   * @param network a {@code MultiLayerNetwork} or {@code ComputationGraph}, which is trained
   * @return a builder
   * @throws IllegalArgumentException if it is another network
   */
  public static Builder builder(SparkComposer composer, Model network) {
    notNull(composer, "composer");
    notNull(network, "network");
    checkArgument(
        network instanceof MultiLayerNetwork || network instanceof ComputationGraph,
        "Deeplearning4j trains a MultiLayerNetwork or a ComputationGraph on Spark, not a %s",
        network.getClass().getSimpleName());
    return new Builder(composer, network);
  }

  /**
   * Reads the last round that was saved in a folder.
   *
   * @param session of Spark, which knows the file systems
   * @param folder as given to {@link Builder#checkpoints}
   * @return network and run after it; empty where there is none
   * @throws IllegalArgumentException if it is damaged
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static Optional<NetworkCheckpoint> last(SparkSession session, String folder) {
    notNull(session, "session");
    notNull(folder, "folder");
    return new CheckpointFolder(new Path(folder), session.sparkContext().hadoopConfiguration())
        .last();
  }

  /**
   * Holds what came of one round.
   *
   * @param round the rows that it trained on
   * @param update the update that the losses after it led to
   */
  public record Trained(SparkRound round, WeightUpdate update) {

    /**
     * Checks that nothing is missing.
     *
     * @param round the rows that it trained on
     * @param update the update
     */
    public Trained {
      notNull(round, "round");
      notNull(update, "update");
    }
  }

  /**
   * Trains one round. Where an example cannot be made of one of its rows, or has other masks than
   * that of the first, an exception of Spark's says so, and nothing of the round was trained.
   *
   * @return its rows and the update of the weights
   * @throws NoSuchElementException if every domain has reached its epoch cap
   * @throws IllegalArgumentException if a domain has no validation row
   * @throws IllegalStateException if the last round failed after its rows were drawn
   */
  public Trained round() {
    checkState(
        !hasFailed,
        "the last round failed after its rows were drawn: go on from SparkTraining.last(session,"
            + " folder), which has network and run of the round before; where no round was saved,"
            + " begin again with a new run and network");
    if (run.reportedStep() < 0) {
      run.report(Feedback.at(0).losses(losses()));
    }
    long number = run.reportedStep() + 1;
    SparkRound round = composer.rows(rowsPerRound);
    hasFailed = true; // Until all of it is done.
    // By file, a worker would see one domain after the other; by draw, it sees the mix.
    Dataset<Row> rows = round.inOrder();
    trainer.fit(
        AlikeMasks.examples(
            rows.javaRDD(),
            examples,
            SourcePart.place(rows, round.drawColumn()),
            SourcePart.place(rows, composer.domainColumn())));
    WeightUpdate update = run.report(Feedback.at(number).losses(losses()));
    if (checkpoints != null) {
      checkpoints.save(number, network, run);
    }
    hasFailed = false;
    return new Trained(round, update);
  }

  private Map<String, Double> losses() {
    Map<String, Double> losses = validation.losses(context, network);
    checkArgument(
        losses.keySet().equals(Sets.newHashSet(run.domains())),
        "there are validation rows of domains %s, and the run is over %s",
        Listed.of(losses.keySet()),
        Listed.of(run.domains()));
    return losses;
  }

  /** Collects what a training needs. Not safe for use by several threads. */
  public static final class Builder {
    private final SparkComposer composer;
    private final Model network;
    private @Nullable RowExample examples;
    private @Nullable Dataset<Row> validation;
    private String validationColumn = "domain";
    private @Nullable TrainingMaster<?, ?> master;
    private @Nullable String folder;
    private long rowsPerRound;

    private Builder(SparkComposer composer, Model network) {
      this.composer = composer;
      this.network = network;
    }

    /**
     * Sets the function that makes an example from a row.
     *
     * @param maker the function, called on executors
     * @return this builder
     */
    public Builder examples(RowExample maker) {
      examples = notNull(maker, "maker");
      return this;
    }

    /**
     * Sets the rows on which losses are measured after each round, all of them each time.
     *
     * @param rows of every domain of the run
     * @param domainColumn the column of the domain, of texts
     * @return this builder
     * @throws IllegalArgumentException if there is no such column, or it is not of texts
     */
    public Builder validation(Dataset<Row> rows, String domainColumn) {
      notNull(rows, "rows");
      notNull(domainColumn, "domainColumn");
      SourcePart.requireTexts(rows, domainColumn, "the dataset of validation rows");
      validation = rows;
      validationColumn = domainColumn;
      return this;
    }

    /**
     * Sets the training master, which says how Deeplearning4j trains on Spark.
     *
     * @param trainingMaster for example a {@code ParameterAveragingTrainingMaster}; it must be made
     *     for datasets of one example
     * @return this builder
     * @throws IllegalArgumentException if it is one made for datasets of another number of examples
     */
    public Builder master(TrainingMaster<?, ?> trainingMaster) {
      notNull(trainingMaster, "trainingMaster");
      if (trainingMaster instanceof ParameterAveragingTrainingMaster averaging) {
        int examplesOfEach = averaging.getRddDataSetNumExamples();
        checkArgument(
            examplesOfEach == 1,
            "the training master is made for datasets of %s examples, and here each has one: new"
                + " ParameterAveragingTrainingMaster.Builder(1); batchSizePerWorker says how many"
                + " become a batch",
            examplesOfEach);
      }
      master = trainingMaster;
      return this;
    }

    /**
     * Sets how many rows a round has.
     *
     * @param count at least 1 and below 2<sup>31</sup>: Deeplearning4j counts the examples of a
     *     round in 31 bits
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder rowsPerRound(long count) {
      checkArgument(
          count >= 1 && count <= Integer.MAX_VALUE,
          "a round has at least 1 row and at most %s, as many as Deeplearning4j counts, not %s",
          Integer.MAX_VALUE,
          count);
      rowsPerRound = count;
      return this;
    }

    /**
     * Saves network and run after each round. The last two rounds are kept.
     *
     * @param path a folder on any file system of Hadoop's
     * @return this builder
     */
    public Builder checkpoints(String path) {
      checkArgument(!notNull(path, "path").isBlank(), "the folder of checkpoints is blank");
      folder = path;
      return this;
    }

    /**
     * Prepares the training.
     *
     * @return the training, before its next round
     * @throws IllegalArgumentException if master, examples, validation or rows per round are
     *     missing
     * @throws IllegalStateException if the folder of checkpoints has a later round than the run
     * @throws java.io.UncheckedIOException if that folder cannot be made or listed
     */
    public SparkTraining build() {
      return new SparkTraining(this);
    }
  }
}
