// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.DomainDistribution;

/**
 * Three languages of seven words that differ in vocabulary, entropy and amount of text, and share a
 * part of their grammar: law counts up, code counts up over four of the words, medicine counts up
 * and leaves out a word now and then.
 */
final class ThreeDomains {
  static final ImmutableList<String> NAMES = ImmutableList.of("law", "medicine", "code");
  static final DomainDistribution INITIAL = DomainDistribution.of(NAMES, 0.5, 0.3, 0.2);
  static final ImmutableMap<String, Integer> SIZES =
      ImmutableMap.of("law", 400, "medicine", 240, "code", 120);

  private static final int LENGTH = 8;
  private static final int SLIPS = 4;

  private ThreeDomains() {}

  /** A fresh iterator over what a domain is trained on, shuffled by a seed. */
  static DataSetIterator training(String domain) {
    return ShuffledDataSetIterator.of(
        text(domain, SIZES.getOrDefault(domain, 0), 1), NAMES.indexOf(domain));
  }

  /** Another one over the same text, for gradients. */
  static DataSetIterator gradientData(String domain) {
    return ShuffledDataSetIterator.of(text(domain, SIZES.getOrDefault(domain, 0), 1), 77);
  }

  /** Text that is never trained on. */
  static DataSetIterator validation(String domain) {
    return SmallData.iterator(text(domain, 16, 1000), 16);
  }

  static DomainLossEvaluator evaluator() {
    return DomainLossEvaluator.of(Maps.toMap(NAMES, ThreeDomains::validation));
  }

  /** Proxies of a length, that start from the network that runs start from. */
  static ProxyModels proxies(int steps) {
    ProxyModels.Builder builder =
        ProxyModels.builder(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS));
    NAMES.forEach(domain -> builder.domain(domain, training(domain), validation(domain)));
    return builder.steps(steps).batchSize(9).seed(3).build();
  }

  private static DataSet text(String domain, int examples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return switch (domain) {
      case "law" -> text(examples, random, 7, word -> word + 1);
      case "medicine" ->
          text(examples, random, 7, word -> word + (random.nextInt(SLIPS) == 0 ? 2 : 1));
      case "code" -> text(examples, random, 4, word -> word + 1);
      default -> throw new IllegalArgumentException("no domain " + domain);
    };
  }

  private static DataSet text(
      int examples, SplittableRandom random, int vocabulary, IntUnaryOperator next) {
    INDArray features = Nd4j.zeros(examples, LENGTH);
    INDArray labels = Nd4j.zeros(examples, 1, LENGTH);
    for (int i = 0; i < examples; i++) {
      int word = random.nextInt(vocabulary);
      features.putScalar(i, 0, SmallNetworks.BEGIN);
      for (int t = 0; t < LENGTH; t++) {
        labels.putScalar(new int[] {i, 0, t}, word);
        if (t + 1 < LENGTH) {
          features.putScalar(i, t + 1, word);
        }
        word = next.applyAsInt(word) % vocabulary;
      }
    }
    return new DataSet(features, labels);
  }
}
