// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Where a classifier places the texts of each domain: rows that sum to 1, row i of domain i.
 *
 * <p>With many domains a classifier confuses each with a few others only, so the cells above 0 are
 * kept as a list, ordered by domain and label. What may happen though no held-out text shows it is
 * spread over all labels in the same proportions q for every domain, and kept as two vectors:
 *
 * <pre>C_ij = cell_ij + everywhere_i · q_j</pre>
 *
 * <p>Neither takes the square of the number of domains.
 */
final class Confusion {
  private final int domains;
  private final int[] domain;
  private final int[] label;
  private final double[] cells;
  private final double[] everywhere;
  private final double[] proportions;

  private Confusion(
      int domains,
      int[] domain,
      int[] label,
      double[] cells,
      double[] everywhere,
      double[] proportions) {
    this.domains = domains;
    this.domain = domain;
    this.label = label;
    this.cells = cells;
    this.everywhere = everywhere;
    this.proportions = proportions;
  }

  /** The confusion of these rows. */
  static Confusion of(double[][] rows) {
    List<int[]> places = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        if (rows[i][j] > 0) {
          places.add(new int[] {i, j});
        }
      }
    }
    return new Confusion(
        rows.length,
        places.stream().mapToInt(place -> place[0]).toArray(),
        places.stream().mapToInt(place -> place[1]).toArray(),
        places.stream().mapToDouble(place -> rows[place[0]][place[1]]).toArray(),
        new double[rows.length],
        new double[rows.length]);
  }

  int domains() {
    return domains;
  }

  /** One row, with a number for each label. */
  double[] row(int of) {
    double[] row = new double[domains];
    for (int j = 0; j < domains; j++) {
      row[j] = everywhere[of] * proportions[j];
    }
    for (int c = 0; c < cells.length; c++) {
      if (domain[c] == of) {
        row[label[c]] += cells[c];
      }
    }
    return row;
  }

  /** Adds Σ_i w_i C_ij to {@code sums[j]}. */
  void addLabels(double[] weights, double[] sums) {
    double all = 0;
    for (int i = 0; i < domains; i++) {
      all += weights[i] * everywhere[i];
    }
    for (int j = 0; j < domains; j++) {
      sums[j] += all * proportions[j];
    }
    for (int c = 0; c < cells.length; c++) {
      sums[label[c]] += weights[domain[c]] * cells[c];
    }
  }

  /** Adds w_i Σ_j C_ij x_j to {@code sums[i]}. */
  void addDomains(double[] weights, double[] x, double[] sums) {
    double all = 0;
    for (int j = 0; j < domains; j++) {
      all += proportions[j] * x[j];
    }
    for (int i = 0; i < domains; i++) {
      sums[i] += weights[i] * everywhere[i] * all;
    }
    for (int c = 0; c < cells.length; c++) {
      sums[domain[c]] += weights[domain[c]] * cells[c] * x[label[c]];
    }
  }

  /** Makes confusions from held-out documents, each with a weight. */
  static final class Weighing {
    private final int domains;
    private final int[] domain;
    private final int[] label;

    /** For each document the cells that its pieces are in, and how many are. */
    private final int[][] places;

    private final double[][] counts;

    Weighing(ImmutableList<JudgeErrors.OfText> texts, int domains) {
      this.domains = domains;
      TreeSet<Long> occupied = new TreeSet<>();
      texts.forEach(text -> text.placed().keySet().forEach(j -> occupied.add(cell(text, j))));
      long[] sorted = occupied.stream().mapToLong(Long::longValue).toArray();
      this.domain = Arrays.stream(sorted).mapToInt(cell -> (int) (cell / domains)).toArray();
      this.label = Arrays.stream(sorted).mapToInt(cell -> (int) (cell % domains)).toArray();
      this.places = new int[texts.size()][];
      this.counts = new double[texts.size()][];
      for (int t = 0; t < places.length; t++) {
        JudgeErrors.OfText text = texts.get(t);
        places[t] =
            text.placed().keySet().stream()
                .mapToInt(j -> Arrays.binarySearch(sorted, cell(text, j)))
                .toArray();
        counts[t] = text.placed().values().stream().mapToDouble(Long::doubleValue).toArray();
      }
    }

    private long cell(JudgeErrors.OfText text, int label) {
      return (long) text.domain() * domains + label;
    }

    /**
     * The confusion.
     *
     * @param weights of the documents
     * @param anywhere pieces of each domain that no document shows and that may have any label
     * @param proportions of the labels of these, summing to 1
     */
    Confusion confusion(double[] weights, double[] anywhere, double[] proportions) {
      double[] cells = new double[domain.length];
      for (int t = 0; t < weights.length; t++) {
        for (int c = 0; c < places[t].length; c++) {
          cells[places[t][c]] += weights[t] * counts[t][c];
        }
      }
      double[] sums = anywhere.clone();
      for (int c = 0; c < cells.length; c++) {
        sums[domain[c]] += cells[c];
      }
      double[] everywhere = anywhere.clone();
      for (int i = 0; i < domains; i++) {
        everywhere[i] /= sums[i];
      }
      for (int c = 0; c < cells.length; c++) {
        cells[c] /= sums[domain[c]];
      }
      return new Confusion(domains, domain, label, cells, everywhere, proportions);
    }
  }
}
