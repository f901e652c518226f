// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the probability of each label from the tokens of an answer and their alternatives (our
 * choice).
 *
 * <p>The answer is one path through a tree of tokens, and at each step the provider shows the most
 * probable branches. A branch gets the probability of the path before it times its own. If what is
 * written of the label so far fits one label, that label gets it. If it fits several (both
 * "science" and "scripture" begin with "sc"), they share it equally, except on the path itself,
 * where the next token decides. If it fits none, it is left out. What the labels got is scaled to
 * sum to 1.
 *
 * <p>So the label of the answer is always among them, and one token decides where no two labels
 * begin alike, as in most sets of domains.
 */
final class LabelProbabilities {
  private final ImmutableList<String> labels;

  /** Labels as {@link ChatLabels#all()} has them. */
  LabelProbabilities(List<String> labels) {
    this.labels =
        labels.stream()
            .map(label -> label.toLowerCase(Locale.ROOT))
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Weighs the labels.
   *
   * @param answer the text of the answer
   * @param label the position of the label that it was read as
   * @param tokens the tokens of the answer; others may stand before, such as thoughts
   * @return probabilities in the order of the labels; empty where the tokens do not show them
   */
  Optional<double[]> of(String answer, int label, List<TokenAlternatives> tokens) {
    StringBuilder written = new StringBuilder();
    List<Integer> starts = new ArrayList<>();
    for (TokenAlternatives token : tokens) {
      starts.add(written.length());
      written.append(token.token());
    }
    String all = written.toString().toLowerCase(Locale.ROOT);
    int from = all.lastIndexOf(answer.strip().toLowerCase(Locale.ROOT));
    int labelAt = from < 0 ? -1 : all.lastIndexOf(labels.get(label));
    if (labelAt < from || labelAt < 0) {
      return Optional.empty();
    }
    double[] mass = new double[labels.size()];
    double path = 1;
    for (int i = 0; i < tokens.size(); i++) {
      int start = starts.get(i);
      TokenAlternatives token = tokens.get(i);
      if (start + token.token().length() <= labelAt) {
        continue; // Before the label everything is taken as given.
      }
      for (var other : token.others().entrySet()) {
        if (!other.getKey().equals(token.token())) {
          share(
              label(all, labelAt, start, other.getKey()), path * Math.exp(other.getValue()), mass);
        }
      }
      path *= Math.exp(token.logProbability());
      if (fitting(label(all, labelAt, start, token.token())).size() <= 1
          || start + token.token().length() >= labelAt + labels.get(label).length()) {
        break;
      }
    }
    mass[label] += path;
    double sum = 0;
    for (double each : mass) {
      sum += each;
    }
    if (!(sum > 0) || !Double.isFinite(sum)) {
      return Optional.empty();
    }
    for (int j = 0; j < mass.length; j++) {
      mass[j] /= sum;
    }
    return Optional.of(mass);
  }

  /** What is written of a label if a token stands at {@code start}. */
  private static String label(String all, int labelAt, int start, String token) {
    String lower = token.toLowerCase(Locale.ROOT);
    if (start > labelAt) {
      return all.substring(labelAt, start) + lower;
    }
    String before = all.substring(start, labelAt);
    return (lower.startsWith(before) ? lower.substring(before.length()) : lower).stripLeading();
  }

  private void share(String written, double probability, double[] mass) {
    List<Integer> fitting = fitting(written);
    for (int j : fitting) {
      mass[j] += probability / fitting.size();
    }
  }

  /** The labels that what is written may become or is. */
  private List<Integer> fitting(String written) {
    List<Integer> fitting = new ArrayList<>();
    for (int j = 0; !written.isEmpty() && j < labels.size(); j++) {
      String label = labels.get(j);
      if (label.startsWith(written)
          || (written.startsWith(label) && !continues(written.charAt(label.length())))) {
        fitting.add(j);
      }
    }
    return fitting;
  }

  private static boolean continues(char next) {
    return Character.isLetterOrDigit(next);
  }
}
