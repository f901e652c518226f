// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.versatune.VersaTune;
import org.versatune.dl4j.NetworkCheckpoint;

/**
 * Trains three rounds on Spark in a process of its own, two workers with several averages a round,
 * and goes on from the last that was saved. Arguments: the master, a folder with the rows, the
 * folder of the output, where it waits to be killed in its second round, and settings of Spark as
 * {@code key=value}.
 *
 * <p>Set so that it gives the same bits each time: which worker has which rows is certain where
 * Spark neither joins partitions as it goes nor samples rows for their borders, where the training
 * master neither moves rows nor has a seed of the moment, and the sum of two workers does not
 * depend on which of them is done first.
 */
final class TrainingProcess {
  static final int ROUNDS = 3;
  private static final int ROWS = 256;
  private static final ImmutableList<String> NAMES = ImmutableList.of("left", "right");

  private TrainingProcess() {}

  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[1]);
    Path out = Path.of(args[2]);
    System.setProperty(Interruption.WAIT, args[3]);
    try (SparkSession spark =
        SparkProcess.session(
            args[0],
            List.of(
                "spark.hadoop.fs.waiting.impl=" + WaitingFiles.class.getName(),
                "spark.sql.adaptive.enabled=false",
                "spark.sql.shuffle.partitions=2",
                "spark.sql.execution.rangeExchange.sampleSizePerPartition=10000"),
            Arrays.asList(args).subList(4, args.length))) {
      String checkpoints = WaitingFiles.SCHEME + "://" + out.resolve("checkpoints");
      Optional<NetworkCheckpoint> last = SparkTraining.last(spark, checkpoints);
      SparkRows rows = SparkRows.builder().byColumn(read(spark, data, "training"), "domain").open();
      VersaTune run =
          last.map(saved -> VersaTune.resume(saved.snapshot())).orElseGet(() -> run(rows));
      MultiLayerNetwork network =
          last.map(NetworkCheckpoint::multiLayerNetwork).orElseGet(TrainingProcess::network);
      SparkComposer composer = SparkComposer.of(run, rows);
      Dataset<Row> validation = read(spark, data, "validation");
      for (long step = Math.max(0, run.reportedStep()) + 1; step <= ROUNDS; step++) {
        Interruption.round(step);
        var unused =
            SparkTraining.builder(composer, network)
                .master(master(step))
                .examples(TrainingProcess::example)
                .validation(validation, "domain")
                .rowsPerRound(ROWS)
                .checkpoints(checkpoints)
                .build()
                .round();
      }
      Files.writeString(out.resolve("run.json"), run.snapshot().toJson());
      Files.writeString(
          out.resolve("params.txt"), Arrays.toString(network.params().toFloatVector()));
    }
  }

  private static VersaTune run(SparkRows rows) {
    return VersaTune.builder()
        .domains(NAMES)
        .domainSizes(rows.sizes())
        .referenceLosses(Map.of("left", 0.05, "right", 0.3))
        .seed(3)
        .build();
  }

  /** One for each round: its random numbers would go on where those of the round before ended. */
  private static ParameterAveragingTrainingMaster master(long step) {
    return new ParameterAveragingTrainingMaster.Builder(2, 1)
        .batchSizePerWorker(8)
        .averagingFrequency(4)
        .saveUpdater(true)
        .rngSeed(step)
        .repartionData(Repartition.Never)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .build();
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Adam(0.02))
                .list()
                .layer(new DenseLayer.Builder().nIn(2).nOut(8).build())
                .layer(
                    new OutputLayer.Builder(new WaitingLoss())
                        .activation(Activation.SOFTMAX)
                        .nIn(8)
                        .nOut(2)
                        .build())
                .build());
    network.init();
    return network;
  }

  private static Dataset<Row> read(SparkSession spark, Path data, String set) {
    return spark
        .read()
        .schema("domain string, x double, y double, label int")
        .json(data.resolve(set).toString());
  }

  private static DataSet example(Row row) {
    int label = row.getAs("label");
    return new DataSet(
        Nd4j.create(new double[][] {{row.getAs("x"), row.getAs("y")}}),
        Nd4j.create(new double[][] {{1 - label, label}}));
  }

  /** Writes rows of two domains, of which one is harder to learn. */
  static void write(Path data) throws IOException {
    for (String set : ImmutableList.of("training", "validation")) {
      for (String domain : NAMES) {
        SplittableRandom random = new SplittableRandom(set.hashCode() * 31L + domain.hashCode());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < (set.equals("training") ? 300 : 500); i++) {
          double x = random.nextDouble() - 0.5;
          double y = random.nextDouble() - 0.5;
          int label = (domain.equals("left") ? x + y : x - y) > 0 ? 1 : 0;
          lines.add(
              "{\"domain\":\"%s\",\"x\":%s,\"y\":%s,\"label\":%s}".formatted(domain, x, y, label));
        }
        Path file = data.resolve(set).resolve(domain + ".jsonl");
        Files.createDirectories(file.getParent());
        Files.write(file, lines, StandardCharsets.UTF_8);
      }
    }
  }
}
