// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.DomainDistribution;
import org.versatune.RunBuilder;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** Runs over three domains, and what tests do with them. */
final class Runs {
  static final List<String> DOMAINS = List.of("law", "medicine", "code");

  private Runs() {}

  static RunBuilder run() {
    return VersaTune.builder()
        .initial(DomainDistribution.of(DOMAINS, 0.5, 0.3, 0.2))
        .scheduler(worstFirst())
        .updateEvery(1)
        .seed(7);
  }

  /** A rule that moves the weights a good deal at each report, by the losses themselves. */
  static WeightScheduler worstFirst() {
    return new WeightScheduler() {
      @Override
      public WeightUpdate update(DomainDistribution current, org.versatune.Feedback feedback) {
        return WeightUpdate.of(
            current.reweighted(domain -> Math.exp(feedback.losses().getOrDefault(domain, 0.0))));
      }

      @Override
      public org.versatune.RuleDescription describe() {
        return org.versatune.RuleDescription.of("worst-first");
      }
    };
  }

  /** Numbered rows: the second column says which domain, the first which example. */
  static MultiDomainDataSetIterator.Builder rows(VersaTune run) {
    MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(run);
    for (int j = 0; j < DOMAINS.size(); j++) {
      builder.source(DOMAINS.get(j), SmallData.iterator(SmallData.rows(j, 0, 10 + j), 4));
    }
    return builder.batchSize(8);
  }

  /** Patterns that a network can learn, one for each domain. */
  static MultiDomainDataSetIterator.Builder patterns(VersaTune run) {
    MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(run);
    for (int j = 0; j < DOMAINS.size(); j++) {
      builder.source(
          DOMAINS.get(j), ShuffledDataSetIterator.of(SmallData.pattern(j + 1, 30, 6, j), j));
    }
    return builder.batchSize(8);
  }

  static MixtureListener.Builder validated(VersaTune run) {
    MixtureListener.Builder builder = MixtureListener.builder(run);
    for (int j = 0; j < DOMAINS.size(); j++) {
      builder.validation(
          DOMAINS.get(j), SmallData.iterator(SmallData.pattern(j + 1, 6, 6, 50 + j), 4));
    }
    return builder;
  }

  /** Validation for {@link #rows}. */
  static MixtureListener.Builder rowsValidated(VersaTune run) {
    MixtureListener.Builder builder = MixtureListener.builder(run);
    for (int j = 0; j < DOMAINS.size(); j++) {
      builder.validation(DOMAINS.get(j), SmallData.iterator(SmallData.rows(j, 20, 6), 3));
    }
    return builder;
  }

  static void fit(Model model, DataSetIterator data, int epochs) {
    if (model instanceof MultiLayerNetwork network) {
      network.fit(data, epochs);
    } else {
      ((ComputationGraph) model).fit(data, epochs);
    }
  }

  /** What a batch holds, row by row, as text that can be compared. */
  static List<String> content(DataSet batch) {
    List<String> rows = new ArrayList<>();
    List<ExampleOrigin> origins = MultiDomainDataSetIterator.originsOf(batch);
    for (int i = 0; i < batch.numExamples(); i++) {
      rows.add(
          origins.get(i).batch()
              + " "
              + origins.get(i).domain()
              + " "
              + Arrays.toString(batch.getFeatures().slice(i).dup().data().asInt()));
    }
    return rows;
  }
}
