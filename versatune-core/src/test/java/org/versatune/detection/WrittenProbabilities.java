// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.versatune.DomainDistribution;

/**
 * A classifier of texts that say themselves what they are: probabilities with blanks between, such
 * as {@code 0.7 0.2 0.1}, or {@code ?} for a text to decline. So a test can give any judgements.
 */
record WrittenProbabilities(ImmutableList<String> domains) implements DomainClassifier {
  static final String DECLINED = "?";

  static WrittenProbabilities over(List<String> domains) {
    return new WrittenProbabilities(ImmutableList.copyOf(domains));
  }

  @Override
  public Optional<DomainDistribution> classify(String text) {
    if (text.equals(DECLINED)) {
      return Optional.empty();
    }
    double[] p = Splitter.on(' ').splitToStream(text).mapToDouble(Double::parseDouble).toArray();
    return Optional.of(DomainDistribution.of(domains, p));
  }

  /** A generator whose rounds are given; the rounds come in order, whatever the seed. */
  static TextGenerator rounds(List<List<String>> rounds) {
    int[] next = {0};
    return (count, seed) -> ImmutableList.copyOf(rounds.get(next[0]++));
  }

  /** A generator whose every text is the same in every round, whatever the seed. */
  static TextGenerator always(List<String> texts) {
    return (count, seed) -> ImmutableList.copyOf(texts);
  }

  /** A model that knows domain j with probability {@code truth[j]} and writes hard labels. */
  static TextGenerator hardLabels(double... truth) {
    return (count, seed) -> {
      SplittableRandom random = new SplittableRandom(seed);
      return IntStream.range(0, count)
          .mapToObj(i -> oneHot(truth, random.nextDouble()))
          .collect(ImmutableList.toImmutableList());
    };
  }

  /** A model whose texts get any probabilities over k domains, and one in eight is declined. */
  static TextGenerator anything(int k) {
    return (count, seed) -> {
      SplittableRandom random = new SplittableRandom(seed);
      return IntStream.range(0, count)
          .mapToObj(i -> random.nextInt(8) == 0 ? DECLINED : soft(k, random))
          .collect(ImmutableList.toImmutableList());
    };
  }

  private static String soft(int k, SplittableRandom random) {
    double[] p = IntStream.range(0, k).mapToDouble(j -> -Math.log(random.nextDouble())).toArray();
    double sum = 0;
    for (double x : p) {
      sum += x;
    }
    StringBuilder text = new StringBuilder();
    for (double x : p) {
      text.append(text.isEmpty() ? "" : " ").append(x / sum);
    }
    return text.toString();
  }

  private static String oneHot(double[] truth, double drawn) {
    double rest = drawn;
    int at = 0;
    while (at < truth.length - 1 && rest >= truth[at]) {
      rest -= truth[at++];
    }
    StringBuilder text = new StringBuilder();
    for (int j = 0; j < truth.length; j++) {
      text.append(j == 0 ? "" : " ").append(j == at ? 1 : 0);
    }
    return text.toString();
  }
}
