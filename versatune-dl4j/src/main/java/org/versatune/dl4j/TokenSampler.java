// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws an id from a network's probabilities.
 *
 * <p>In this order: temperature T makes them p^(1/T), normalised (0 takes the most likely id);
 * top-k keeps the k most likely; top-p keeps the most likely ids until their probabilities reach p,
 * at least one (nucleus sampling: Holtzman et al., "The Curious Case of Neural Text Degeneration",
 * 2020). Of equal probabilities the lower id comes first.
 *
 * @param temperature at least 0; 1 leaves the probabilities alone
 * @param topK at least 1
 * @param topP in (0, 1]; 1 keeps all
 */
record TokenSampler(double temperature, int topK, double topP) {

  int sample(double[] probabilities, RandomGenerator random) {
    if (temperature == 0) {
      return mostLikely(probabilities);
    }
    double[] p = heated(probabilities);
    if (topK >= p.length && topP >= 1) {
      return draw(p, null, p.length, random);
    }
    Integer[] order = new Integer[p.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> p[a] != p[b] ? Double.compare(p[b], p[a]) : Integer.compare(a, b));
    int kept = Math.min(topK, p.length);
    double limit = 0;
    for (int i = 0; i < kept; i++) {
      limit += p[order[i]];
    }
    limit *= topP;
    double sum = 0;
    int nucleus = 0;
    while (nucleus < kept && (nucleus == 0 || sum < limit)) {
      sum += p[order[nucleus++]];
    }
    return draw(p, order, nucleus, random);
  }

  private static int mostLikely(double[] p) {
    int best = 0;
    for (int i = 1; i < p.length; i++) {
      if (p[i] > p[best]) {
        best = i;
      }
    }
    return best;
  }

  private double[] heated(double[] probabilities) {
    if (temperature == 1) {
      return probabilities;
    }
    double[] p = new double[probabilities.length];
    // Relative to the largest: p^(1/T) of small probabilities would vanish at low temperatures.
    double max = Arrays.stream(probabilities).max().orElse(1);
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.pow(probabilities[i] / max, 1 / temperature);
    }
    return p;
  }

  private static int draw(
      double[] p,
      Integer @org.jspecify.annotations.Nullable [] order,
      int n,
      RandomGenerator random) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += p[order == null ? i : order[i]];
    }
    double left = random.nextDouble() * sum;
    int last = -1;
    for (int i = 0; i < n; i++) {
      int id = order == null ? i : order[i];
      if (p[id] > 0) {
        last = id;
        left -= p[id];
        if (left < 0) {
          return id;
        }
      }
    }
    return last;
  }
}
