// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.datasets.iterator.AsyncShieldDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.VersaTune;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.dl4j.ShuffledDataSetIterator;

/**
 * Measures what mixing costs a very small network ({@link SmallNetwork}; batches of 32): an epoch
 * of a plain {@code ListDataSetIterator} over all rows, and mixed epochs of as many rows of three
 * domains. The epochs take turns, and the fastest of each kind counts, because other work on the
 * machine can only add to a time.
 *
 * <p>Arguments: rounds (default 300), batches in an epoch (default 40, short enough to find the
 * machine idle now and then).
 */
public final class MixingEpoch {
  private static final int BATCH = 32;
  private static final int DOMAINS = 3;

  private MixingEpoch() {}

  /**
   * Prints the fastest epochs and their ratios to the plain one.
   *
   * @param arguments rounds, batches in an epoch
   */
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
    int batches = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 40;
    int rows = batches * BATCH / DOMAINS;
    List<DataSet> domains = new ArrayList<>();
    List<DataSet> all = new ArrayList<>();
    for (int j = 0; j < DOMAINS; j++) {
      domains.add(SmallNetwork.rows(rows, j));
      all.addAll(examples(domains.get(j)));
    }
    List<String> names =
        List.of(
            "plain",
            "plain, not fetched ahead",
            "mixed lists",
            "mixed lists, fetched ahead",
            "mixed ShuffledDataSetIterators");
    List<DataSetIterator> kinds =
        List.of(
            new ListDataSetIterator<>(all, BATCH),
            new AsyncShieldDataSetIterator(new ListDataSetIterator<>(all, BATCH)),
            mixed(batches, lists(domains), false),
            mixed(batches, lists(domains), true),
            mixed(batches, shuffled(domains), false));
    List<MultiLayerNetwork> networks = kinds.stream().map(kind -> SmallNetwork.create()).toList();
    double[] fastest = new double[kinds.size()];
    Arrays.fill(fastest, Double.POSITIVE_INFINITY);
    for (int round = 0; round < rounds; round++) {
      for (int kind = 0; kind < fastest.length; kind++) {
        long start = System.nanoTime();
        networks.get(kind).fit(kinds.get(kind), 1);
        fastest[kind] = Math.min(fastest[kind], (double) (System.nanoTime() - start));
      }
    }
    for (int kind = 0; kind < fastest.length; kind++) {
      System.out.printf(
          Locale.ROOT,
          "%-31s %7.1f us a batch, %.2f of plain%n",
          names.get(kind),
          fastest[kind] / 1e3 / batches,
          fastest[kind] / fastest[0]);
    }
  }

  private static List<DataSet> examples(DataSet rows) {
    List<DataSet> examples = new ArrayList<>();
    for (int i = 0; i < rows.numExamples(); i++) {
      examples.add((DataSet) rows.getRange(i, i + 1));
    }
    return examples;
  }

  private static List<DataSetIterator> lists(List<DataSet> domains) {
    List<DataSetIterator> lists = new ArrayList<>();
    for (DataSet domain : domains) {
      lists.add(new ListDataSetIterator<>(examples(domain), BATCH));
    }
    return lists;
  }

  private static List<DataSetIterator> shuffled(List<DataSet> domains) {
    List<DataSetIterator> shuffled = new ArrayList<>();
    for (DataSet domain : domains) {
      shuffled.add(ShuffledDataSetIterator.of(domain, 1));
    }
    return shuffled;
  }

  private static DataSetIterator mixed(int batches, List<DataSetIterator> sources, boolean ahead) {
    VersaTune run = VersaTune.builder().domains("a", "b", "c").seed(1).build();
    return MultiDomainDataSetIterator.builder(run)
        .source("a", sources.get(0))
        .source("b", sources.get(1))
        .source("c", sources.get(2))
        .batchSize(BATCH)
        .epochBatches(batches)
        .prefetch(ahead)
        .build();
  }
}
