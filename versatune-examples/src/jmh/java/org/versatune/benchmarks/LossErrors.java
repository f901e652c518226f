// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.math.Stats;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.examples.command.TextOptions;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.transformer.TransformerLanguageModel;

/**
 * Prints the standard error of a study's test losses, by domain: what a loss may be off by for the
 * choice of the text that it is measured on.
 *
 * <p>Of each base model, the losses of the test sequences one by one; their standard deviation over
 * the root of their number.
 */
public final class LossErrors {
  private LossErrors() {}

  /**
   * Measures.
   *
   * @param arguments test sequences of a domain, then files of base models that a study kept
   */
  public static void main(String[] arguments) throws IOException {
    int sequences = Integer.parseInt(arguments[0]);
    Corpora corpora = new TextOptions().read(42, System.err::println);
    for (int i = 1; i < arguments.length; i++) {
      MultiLayerNetwork network =
          ModelSerializer.restoreMultiLayerNetwork(new File(arguments[i]), false);
      DomainTokens data =
          DomainTokens.of(
              corpora,
              DomainTokens.trainTokenizer(corpora, 1024),
              TransformerLanguageModel.length(network));
      for (Map.Entry<String, DataSetIterator> domain :
          data.evaluation(Split.TEST, sequences, i).entrySet()) {
        List<Double> losses = new ArrayList<>();
        domain
            .getValue()
            .forEachRemaining(batch -> each(batch).forEach(one -> losses.add(network.score(one))));
        Stats stats = Stats.of(losses);
        double error = stats.sampleStandardDeviation() / Math.sqrt(losses.size());
        System.out.println(
            String.format(
                Locale.ROOT,
                "%s %s: %.1f nats/sequence, standard error %.1f, %.1f %%",
                new File(arguments[i]).getName(),
                domain.getKey(),
                stats.mean(),
                error,
                100 * error / stats.mean()));
      }
    }
  }

  private static List<DataSet> each(DataSet batch) {
    return batch.batchBy(1);
  }
}
