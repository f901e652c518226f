// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterators;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.versatune.Signal;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.NetworkCheckpoint;

/** Trains small real networks on a real Spark of two threads. */
class SparkTrainingTest {
  private static final ImmutableList<String> NAMES = ImmutableList.of("left", "right");

  @TempDir Path folder;
  private final SparkSession spark = LocalSpark.session();

  /** Two classes that a line divides, another one in each domain. */
  @BeforeEach
  void write() throws IOException {
    for (String set : List.of("training", "validation")) {
      for (String domain : NAMES) {
        List<String> lines = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(set.hashCode() + domain.hashCode());
        for (int i = 0; i < (set.equals("training") ? 400 : 60); i++) {
          double x = random.nextDouble() - 0.5;
          double y = random.nextDouble() - 0.5;
          int label = (domain.equals("left") ? x + y : x - y) > 0 ? 1 : 0;
          lines.add(
              "{\"domain\":\"%s\",\"id\":%s,\"x\":%s,\"y\":%s,\"label\":%s}"
                  .formatted(domain, i, x, y, label));
        }
        Path file = folder.resolve(set).resolve(domain + ".jsonl");
        Files.createDirectories(file.getParent());
        Files.write(file, lines, StandardCharsets.UTF_8);
      }
    }
  }

  private Dataset<Row> read(String set) {
    return spark
        .read()
        .schema("domain string, id int, x double, y double, label int")
        .json(folder.resolve(set).toString());
  }

  private static DataSet example(Row row) {
    double isLeft = row.<String>getAs("domain").equals("left") ? 1 : 0;
    double x = row.getAs("x");
    double y = row.getAs("y");
    int label = row.getAs("label");
    return new DataSet(
        Nd4j.create(new double[][] {{x * isLeft, y * isLeft, x * (1 - isLeft), y * (1 - isLeft)}}),
        Nd4j.create(new double[][] {{1 - label, label}}));
  }

  private static DataSet broken(Row row) {
    if (row.<Integer>getAs("id") % 50 == 7) {
      throw new IllegalStateException("the machine is gone");
    }
    return example(row);
  }

  private static NeuralNetConfiguration.Builder configuration() {
    return new NeuralNetConfiguration.Builder().seed(7).updater(new Adam(0.05));
  }

  private static DenseLayer hidden() {
    return new DenseLayer.Builder().nIn(4).nOut(8).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .activation(Activation.SOFTMAX)
        .nIn(8)
        .nOut(2)
        .build();
  }

  static MultiLayerNetwork layers() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(configuration().list().layer(hidden()).layer(output()).build());
    network.init();
    return network;
  }

  private static ComputationGraph graph() {
    ComputationGraph network =
        new ComputationGraph(
            configuration()
                .graphBuilder()
                .addInputs("in")
                .addLayer("hidden", hidden(), "in")
                .addLayer("out", output(), "hidden")
                .setOutputs("out")
                .build());
    network.init();
    return network;
  }

  private SparkComposer composer(VersaTune run) {
    return SparkComposer.of(run, rows());
  }

  private static VersaTune run() {
    return VersaTune.builder()
        .domains(NAMES)
        .domainSizes(Map.of("left", 400, "right", 400))
        .referenceLosses(Map.of("left", 0.05, "right", 0.05))
        .seed(3)
        .build();
  }

  private SparkTraining.Builder training(SparkComposer composer, Model network) {
    return SparkTraining.builder(composer, network)
        .master(
            new ParameterAveragingTrainingMaster.Builder(1)
                .batchSizePerWorker(16)
                .averagingFrequency(4)
                .workerPrefetchNumBatches(0)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .build())
        .examples(SparkTrainingTest::example)
        .validation(read("validation"), "domain")
        .rowsPerRound(512)
        .checkpoints(folder.resolve("checkpoints").toUri().toString());
  }

  private ImmutableMap<String, Double> lossesHere(Model network) {
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    for (String domain : NAMES) {
      List<DataSet> examples =
          read("validation").filter("domain = '" + domain + "'").collectAsList().stream()
              .map(SparkTrainingTest::example)
              .toList();
      losses.put(
          domain,
          DomainLossEvaluator.loss(network, new ListDataSetIterator<>(examples, 60)).perToken());
    }
    return losses.buildOrThrow();
  }

  private static List<String> ids(SparkRound round) {
    return round.inOrder().collectAsList().stream()
        .map(row -> row.getAs("domain") + " " + row.getAs("id"))
        .toList();
  }

  @Test
  void trainsMeasuresReportsAndGoesOnAfterTheDriverWasKilled() throws IOException {
    MultiLayerNetwork network = layers();
    ImmutableMap<String, Double> base = lossesHere(network);
    VersaTune run = run();
    SparkTraining training = training(composer(run), network).build();

    SparkTraining.Trained first = training.round();
    assertThat(run.reportedStep()).isEqualTo(1);
    assertThat(first.round().counts()).isEqualTo(Map.of("left", 256L, "right", 256L));
    run.setup()
        .byDomain(Signal.BASE_LOSS)
        .forEach((domain, loss) -> assertThat(loss).isEqualTo(base.get(domain), within(1e-6)));
    training.round();
    lossesHere(network)
        .forEach(
            (domain, loss) -> assertThat(loss).isLessThan(0.95 * base.getOrDefault(domain, 0.0)));

    Snapshot second = run.snapshot();
    SparkTraining fails =
        training(SparkComposer.of(VersaTune.resume(second), rows()), network.clone())
            .examples(SparkTrainingTest::broken)
            .build();
    spark.sparkContext().setLogLevel("OFF");
    assertThatThrownBy(fails::round).hasMessageContaining("the machine is gone");
    assertThatThrownBy(fails::round).hasMessageContaining("SparkTraining.last");
    spark.sparkContext().setLogLevel("WARN");
    try (var files = Files.list(folder.resolve("checkpoints"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".checkpoint"))).hasSize(2);
    }

    NetworkCheckpoint last =
        SparkTraining.last(spark, folder.resolve("checkpoints").toUri().toString()).orElseThrow();
    assertThat(last.snapshot()).isEqualTo(second);
    assertThat(last.multiLayerNetwork().params()).isEqualTo(network.params());
    VersaTune resumed = VersaTune.resume(last.snapshot());
    SparkTraining goesOn =
        training(SparkComposer.of(resumed, rows()), last.multiLayerNetwork()).build();
    assertThat(ids(goesOn.round().round())).isEqualTo(ids(training.round().round()));
    assertThat(resumed.reportedStep()).isEqualTo(3);
  }

  private SparkRows rows() {
    return SparkRows.builder().byColumn(read("training"), "domain").open();
  }

  @Test
  void trainsAGraph() {
    ComputationGraph network = graph();
    ImmutableMap<String, Double> base = lossesHere(network);
    VersaTune run = run();
    SparkTraining training = training(composer(run), network).build();
    for (int round = 1; round <= 3; round++) {
      assertThat(training.round().round().size()).isEqualTo(512);
    }

    lossesHere(network)
        .forEach(
            (domain, loss) -> assertThat(loss).isLessThan(0.95 * base.getOrDefault(domain, 0.0)));
    assertThat(run.reportedStep()).isEqualTo(3);
  }

  @Test
  void refusesWhatIsMissing() {
    VersaTune run = run();
    SparkComposer composer = composer(run);
    assertThatThrownBy(() -> SparkTraining.builder(composer, layers()).build())
        .hasMessageContaining("examples(row");
    assertThatThrownBy(() -> training(composer, layers()).validation(read("validation"), "topic"))
        .hasMessageContaining("'topic'");
    SparkTraining oneDomain =
        training(composer, layers())
            .validation(read("validation").filter("domain = 'left'"), "domain")
            .build();
    assertThatThrownBy(oneDomain::round).hasMessageContaining("[left]");
    assertThat(run.draws()).isEqualTo(Map.of("left", 0L, "right", 0L));
    assertThat(SparkTraining.last(spark, folder.resolve("none").toString())).isEmpty();
  }

  @Test
  void checkpointsOfAnotherTrainingAreNotOverwritten() throws IOException {
    Path checkpoints = Files.createDirectories(folder.resolve("checkpoints"));
    Path there = Files.createFile(checkpoints.resolve("round-000000041.checkpoint"));
    SparkTraining.Builder training = training(composer(run()), layers());

    assertThatThrownBy(training::build)
        .hasMessageContaining("the checkpoint of round 41, and the run is at round 0")
        .hasMessageContaining("SparkTraining.last");
    assertThat(there).isRegularFile();
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(training.checkpoints(file.toUri().toString())::build)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aDamagedCheckpointIsNamed() throws IOException {
    Path checkpoints = Files.createDirectories(folder.resolve("checkpoints"));
    Files.createFile(checkpoints.resolve("round-000000003.checkpoint"));
    assertThatThrownBy(() -> SparkTraining.last(spark, checkpoints.toUri().toString()))
        .hasMessageContaining("round-000000003.checkpoint")
        .hasMessageContaining("damaged");
  }

  private static DataSet masked(Row row) {
    DataSet example = example(row);
    example.setLabelsMaskArray(Nd4j.ones(1, 1));
    return example;
  }

  /** Has a round refused, and shows that nothing of it was trained, reported or saved. */
  private void assertRefused(RowExample examples, String... says) {
    VersaTune run = run();
    MultiLayerNetwork network = layers();
    INDArray before = network.params().dup();
    SparkTraining training = training(composer(run), network).examples(examples).build();
    spark.sparkContext().setLogLevel("OFF");
    assertThatThrownBy(training::round)
        .satisfies(e -> assertThat(Throwables.getStackTraceAsString(e)).contains(says));
    spark.sparkContext().setLogLevel("WARN");
    assertThat(network.params()).isEqualTo(before);
    assertThat(network.getIterationCount()).isZero();
    assertThat(run.reportedStep()).isZero(); // The base model's losses.
    assertThat(SparkTraining.last(spark, folder.resolve("checkpoints").toString())).isEmpty();
    assertThatThrownBy(training::round).hasMessageContaining("SparkTraining.last");
  }

  @Test
  void examplesOfWhichSomeHaveAMaskAreRefused() {
    assertRefused(
        row -> row.<Integer>getAs("id") % 3 == 0 ? masked(row) : example(row),
        "mask of its labels, and that of draw 0 (domain '",
        "of ones where all counts");
  }

  /** The number of the draw of a row of a round; −1 for a validation row, which has none. */
  private static long draw(Row row) {
    return Arrays.asList(row.schema().fieldNames()).contains("draw") ? row.getAs("draw") : -1;
  }

  /** The partitions of a round are stretches of its draws: each has alike masks in itself. */
  @Test
  void masksThatDifferBetweenPartitionsAreRefused() {
    spark.conf().set("spark.sql.adaptive.enabled", "false"); // Which would make one of them.
    try {
      List<Row> begins =
          composer(run())
              .rows(512)
              .inOrder()
              .mapPartitions(
                  (MapPartitionsFunction<Row, Row>) rows -> Iterators.limit(rows, 1),
                  Encoders.row(composer(run()).rows(1).rows().schema()))
              .collectAsList();
      assertThat(begins).hasSizeGreaterThan(1);
      long last = draw(begins.get(begins.size() - 1));

      assertRefused(
          row -> draw(row) >= last ? masked(row) : example(row),
          "the example of draw " + last + " (domain '",
          "has a mask of its labels, and that of draw 0 (domain '",
          "') has none");
      assertRefused(
          row -> {
            DataSet example = example(row);
            if (draw(row) < last) {
              example.setFeaturesMaskArray(Nd4j.ones(1, 1));
            }
            return example;
          },
          "has no mask of its features, and that of draw 0 (domain '",
          "') has one");
    } finally {
      spark.conf().unset("spark.sql.adaptive.enabled");
    }
  }

  @Test
  void rowsOfWhichNoExampleIsMadeAreRefused() {
    assertRefused(
        row -> draw(row) < 0 ? example(row) : unmade(), "made no example of draw 0 (domain '");
    assertRefused(
        row -> draw(row) != 300 ? example(row) : new DataSet(Nd4j.ones(2, 4), Nd4j.ones(2, 2)),
        "features of shape [2, 4] of draw 300",
        "one example of a row");
    SparkTraining training = training(composer(run()), layers()).examples(row -> unmade()).build();
    assertThatThrownBy(training::round)
        .hasStackTraceContaining("made no example of a validation row of domain '");
  }

  @SuppressWarnings("NullAway") // What a user may do.
  private static DataSet unmade() {
    return null;
  }

  @Test
  void mastersAndRoundsThatDeeplearning4jWouldTakeOtherwise() {
    SparkTraining.Builder builder = SparkTraining.builder(composer(run()), layers());
    assertThatThrownBy(
            () -> builder.master(new ParameterAveragingTrainingMaster.Builder(2, 32).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("datasets of 32 examples")
        .hasMessageContaining("Builder(1)");
    assertThat(builder.rowsPerRound(Integer.MAX_VALUE)).isSameAs(builder);
    assertThatThrownBy(() -> builder.rowsPerRound(Integer.MAX_VALUE + 1L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2147483647")
        .hasMessageContaining("2147483648");
    assertThatThrownBy(() -> builder.rowsPerRound(0)).hasMessageContaining("at least 1");
  }

  /** Some rows have a mask and some have none; Spark does not heed the case of a column. */
  @Test
  void masksCountWhereEachRowHasThem() {
    MultiLayerNetwork network = layers();
    Dataset<Row> rows = read("validation").filter("domain = 'left'").coalesce(1);
    RowExample masked =
        row -> {
          DataSet example = example(row);
          if (row.<Integer>getAs("id") % 3 != 0) {
            double counts = row.<Integer>getAs("id") % 3 - 1;
            example.setLabelsMaskArray(Nd4j.create(new double[][] {{counts}}));
          }
          return example;
        };
    double sum = 0;
    int tokens = 0;
    for (Row row : rows.collectAsList()) {
      if (row.<Integer>getAs("id") % 3 != 1) {
        sum += network.score(example(row));
        tokens++;
      }
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());

    assertThat(new SparkEvaluation(rows, "DOMAIN", masked).losses(context, network).get("left"))
        .isEqualTo(sum / tokens, within(1e-5));
    assertThatThrownBy(() -> training(composer(run()), layers()).validation(rows, "id"))
        .hasMessageContaining("'id'")
        .hasMessageContaining("cast");
  }
}
