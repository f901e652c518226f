// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import java.util.Locale;
import org.versatune.examples.command.TextOptions;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.model.BaseModel;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.transformer.TransformerSizes;

/**
 * Measures what a base model gains by computing each batch in two halves on two cores: the time of
 * the same steps on whole batches, in halves one after the other, and in halves side by side, in
 * turn, the fastest of some rounds each.
 *
 * <p>Arguments: steps and rounds; 50 and 3 if they are not given. Set {@code OMP_NUM_THREADS=1}.
 */
public final class HalvesTable {
  private static final int VOCABULARY = 1024;

  /** Threads for two halves; 0 for whole batches. */
  private static final int[] WAYS = {0, 1, 2};

  private HalvesTable() {}

  /**
   * Measures, in about two minutes.
   *
   * @param arguments steps and rounds
   */
  public static void main(String[] arguments) {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    Corpora corpora = new TextOptions().read(42, System.err::println);
    BytePairTokenizer tokenizer = DomainTokens.trainTokenizer(corpora, VOCABULARY);
    TransformerSizes sizes = TransformerSizes.small();
    DomainTokens data = DomainTokens.of(corpora, tokenizer, sizes.length());
    double[] fastest = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    for (int round = 0; round <= rounds; round++) {
      for (int threads : WAYS) {
        BaseModel training = BaseModel.on(data, sizes).steps(round == 0 ? 10 : steps);
        if (threads > 0) {
          training.inHalves(threads);
        }
        long start = System.nanoTime();
        training.train();
        double each = (System.nanoTime() - start) / 1e6 / steps;
        // In the first round everything is compiled.
        fastest[threads] = round == 0 ? Double.MAX_VALUE : Math.min(fastest[threads], each);
      }
    }
    for (int threads : WAYS) {
      System.out.println(
          String.format(
              Locale.ROOT,
              "%s: %.1f ms a step, %.2f times as fast as whole batches",
              threads == 0 ? "whole batches" : "halves on " + threads + " threads",
              fastest[threads],
              fastest[0] / fastest[threads]));
    }
  }
}
