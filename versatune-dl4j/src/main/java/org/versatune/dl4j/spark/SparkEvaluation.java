// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.TokenLoss;
import org.versatune.internal.Listed;

/**
 * Measures the losses of a network by domain on executors. Each task sums over the tokens of its
 * rows; the driver adds the sums up in the order of the tasks.
 *
 * @param rows validation rows
 * @param column the column of the domain
 * @param examples makes their examples
 */
record SparkEvaluation(Dataset<Row> rows, String column, RowExample examples) {
  /** Examples that a network sees at once. */
  private static final int BATCH = 64;

  /** The sum of one task for one domain. No record: Kryo cannot read one. */
  private static final class Part implements Serializable {
    private static final long serialVersionUID = 1;

    private final String domain;

    /** Of the losses, nats. */
    private final double sum;

    private final long tokens;

    Part(String domain, double sum, long tokens) {
      this.domain = domain;
      this.sum = sum;
      this.tokens = tokens;
    }
  }

  /** The mean loss of each domain, nats/token. */
  Map<String, Double> losses(JavaSparkContext context, Model network) {
    boolean isGraph = network instanceof ComputationGraph;
    Broadcast<byte[]> sent = context.broadcast(written(network));
    String name = column;
    int at = SourcePart.place(rows, column);
    RowExample maker = examples;
    List<Part> parts;
    try {
      parts =
          rows.javaRDD()
              .mapPartitions(of -> parts(of, at, name, maker, sent.value(), isGraph))
              .collect();
    } finally {
      sent.destroy();
    }
    Map<String, double[]> sums = new TreeMap<>();
    for (Part part : parts) {
      double[] sum = sums.computeIfAbsent(part.domain, unused -> new double[2]);
      sum[0] += part.sum;
      sum[1] += part.tokens;
    }
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach(
        (domain, sum) -> {
          checkArgument(
              sum[1] > 0, "the validation rows of domain '%s' have no token", Listed.one(domain));
          means.put(domain, sum[0] / sum[1]);
        });
    return means;
  }

  private static byte[] written(Model network) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ModelSerializer.writeModel(network, out, false);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Model read(byte[] network, boolean isGraph) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(network);
    return isGraph
        ? ModelSerializer.restoreComputationGraph(in, false)
        : ModelSerializer.restoreMultiLayerNetwork(in, false);
  }

  private static Iterator<Part> parts(
      Iterator<Row> rows, int at, String column, RowExample maker, byte[] written, boolean isGraph)
      throws IOException {
    if (!rows.hasNext()) {
      return new ArrayList<Part>().iterator();
    }
    Model network = read(written, isGraph);
    Map<String, List<DataSet>> waiting = new LinkedHashMap<>();
    Map<String, TokenLoss> sums = new LinkedHashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      String domain = row.getString(at);
      checkArgument(
          domain != null && !domain.isBlank(),
          "a validation row has no domain in column '%s'",
          column);
      List<DataSet> batch = waiting.computeIfAbsent(domain, unused -> new ArrayList<>());
      batch.add(
          AlikeMasks.exampleOf(
              maker, row, () -> "a validation row of domain '" + Listed.one(domain) + "'"));
      if (batch.size() == BATCH) {
        add(sums, domain, network, batch);
      }
    }
    waiting.forEach((domain, batch) -> add(sums, domain, network, batch));
    List<Part> parts = new ArrayList<>();
    sums.forEach((domain, loss) -> parts.add(new Part(domain, loss.total(), loss.tokens())));
    return parts.iterator();
  }

  /**
   * Batches of the examples. Deeplearning4j puts masks in the wrong place where it merges examples
   * with a mask and without one, so examples with masks, or of unequal length, stay alone.
   */
  private static DataSetIterator batches(List<DataSet> examples) {
    DataSet first = examples.get(0);
    for (DataSet each : examples) {
      if (each.hasMaskArrays()
          || !Arrays.equals(each.getFeatures().shape(), first.getFeatures().shape())
          || !Arrays.equals(each.getLabels().shape(), first.getLabels().shape())) {
        return new ExistingDataSetIterator(examples);
      }
    }
    return new ListDataSetIterator<>(examples, examples.size());
  }

  private static void add(
      Map<String, TokenLoss> sums, String domain, Model network, List<DataSet> batch) {
    if (!batch.isEmpty()) {
      TokenLoss loss = DomainLossEvaluator.loss(network, batches(batch));
      sums.merge(
          domain, loss, (a, b) -> new TokenLoss(a.total() + b.total(), a.tokens() + b.tokens()));
      batch.clear();
    }
  }
}
