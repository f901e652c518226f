// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * How far the embedding of a text of a domain may be from the domain's mean (our choice): base · (n
 * / 100)^exponent for a text of n characters, between the lengths 25 and 2 000.
 *
 * <p>At the lengths of the training pieces it is the distance that a given share of pieces that
 * were left out exceeds: the larger of the sample's quantile and of that of a normal distribution
 * with the sample's mean and deviation, since the pieces are few.
 */
record DistanceLimit(double base, double exponent) {
  private static final int SHORTEST = 25;
  private static final int LONGEST = 2_000;
  private static final double UNIT = 100;

  /** The distance of a piece that was left out from the mean of its domain, and its length. */
  record Measured(int domain, int length, double distance) {}

  private record Group(double length, double limit) {
    static Group of(List<Measured> pieces, double share) {
      double[] distances = pieces.stream().mapToDouble(Measured::distance).sorted().toArray();
      double mean = Arrays.stream(distances).average().orElse(0);
      double squares = Arrays.stream(distances).map(d -> (d - mean) * (d - mean)).sum();
      double normal =
          mean
              - new NormalDistribution().inverseCumulativeProbability(share)
                  * Math.sqrt(squares / Math.max(1, distances.length - 1));
      int last = distances.length - 1;
      return new Group(
          pieces.stream().mapToInt(Measured::length).average().orElse(UNIT),
          Math.max(distances[last - Math.min(last, (int) (share * distances.length))], normal));
    }
  }

  /**
   * The limit.
   *
   * @param shortPieces of the domain, at least one
   * @param longPieces of the domain; where there are none, the limit is that of short pieces
   * @param share the share of them that may be beyond it, above 0 and at most 0.5
   */
  static DistanceLimit of(List<Measured> shortPieces, List<Measured> longPieces, double share) {
    Group few = Group.of(shortPieces, share);
    if (longPieces.isEmpty()) {
      return new DistanceLimit(few.limit(), 0);
    }
    Group many = Group.of(longPieces, share);
    double exponent =
        few.limit() > 0 && many.limit() > 0
            ? Math.log(many.limit() / few.limit()) / Math.log(many.length() / few.length())
            : 0;
    return new DistanceLimit(few.limit() * Math.pow(UNIT / few.length(), exponent), exponent);
  }

  double at(int characters) {
    int length = Math.max(SHORTEST, Math.min(LONGEST, characters));
    return base * Math.pow(length / UNIT, exponent);
  }
}
