// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the probability of each label from the tokens of an answer and their alternatives (our
 * choice).
 *
 * <p>The answer is one path through a tree of tokens, and at each step the provider shows the most
 * probable branches. A branch gets the probability of the path before it times its own. If what is
 * written of the label so far fits one label, that label gets it. If it fits several (both
 * "science" and "scripture" begin with "sc"), they share it equally, except on the path itself,
 * where the next token decides: also behind a whole label with which another one begins. If it fits
 * none, it is left out. What the labels got is scaled to sum to 1.
 *
 * <p>So the label of the answer is always among them, and one token decides where no two labels
 * begin alike, as in most sets of domains. Labels are compared as {@link ChatLabels#folded} writes
 * them, and tokens are joined before that, since a token may end within a character.
 */
final class LabelProbabilities {
  /** Around a label: braces, a field, fences. */
  private static final int AROUND = 200;

  private final ImmutableList<String> labels;

  /** Labels as {@link ChatLabels#all()} has them. */
  LabelProbabilities(List<String> labels) {
    this.labels = labels.stream().map(ChatLabels::plain).collect(ImmutableList.toImmutableList());
  }

  /**
   * Weighs the labels.
   *
   * @param answer the text of the answer
   * @param label the position of the label that it was read as
   * @param tokens the tokens of the answer; others, such as thoughts, may precede them
   * @return probabilities in the order of the labels; empty where the tokens do not show them
   */
  Optional<double[]> of(String answer, int label, List<TokenAlternatives> tokens) {
    StringBuilder written = new StringBuilder();
    List<Integer> starts = new ArrayList<>();
    for (TokenAlternatives token : tokens) {
      starts.add(written.length());
      written.append(token.token());
    }
    String all = written.toString();
    int labelAt = find(all, TokenAlternatives.bytes(answer.strip()), labels.get(label));
    if (labelAt < 0) {
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
      String soFar = label(all, labelAt, start, token.token());
      if (!soFar.isEmpty() && fitting(soFar).size() <= 1) {
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

  /** Where the label begins in the bytes of all tokens, the last time; −1 where it does not. */
  private static int find(String all, String answer, String label) {
    int from = all.lastIndexOf(answer);
    int end = from + answer.length();
    int first = Math.max(from, end - AROUND - 4 * label.length());
    for (int at = end - 1; from >= 0 && at >= first; at--) {
      boolean inCharacter = (all.charAt(at) & 0xC0) == 0x80;
      if (!inCharacter
          && ChatLabels.folded(TokenAlternatives.text(all.substring(at, end))).startsWith(label)) {
        return at;
      }
    }
    return -1;
  }

  /** Returns how much of a label is written, folded, if a token begins at {@code start}. */
  private static String label(String all, int labelAt, int start, String token) {
    String bytes;
    if (start > labelAt) {
      bytes = all.substring(labelAt, start) + token;
    } else {
      String before = all.substring(start, labelAt);
      bytes = token.startsWith(before) ? token.substring(before.length()) : token;
    }
    return ChatLabels.withoutMarks(ChatLabels.folded(TokenAlternatives.text(bytes)));
  }

  /** A branch whose last letter takes an accent in a label is taken to be without one. */
  private void share(String written, double probability, double[] mass) {
    List<Integer> fitting = fitting(written);
    fitting.removeIf(
        j ->
            labels.get(j).length() > written.length()
                && isAccent(labels.get(j).codePointAt(written.length())));
    for (int j : fitting) {
      mass[j] += probability / fitting.size();
    }
  }

  /** The labels that what is written may become, or else the longest one that it begins with. */
  private List<Integer> fitting(String written) {
    List<Integer> fitting = new ArrayList<>();
    int longest = -1;
    for (int j = 0; !written.isEmpty() && j < labels.size(); j++) {
      String label = labels.get(j);
      if (label.startsWith(written)) {
        fitting.add(j);
      } else if (written.startsWith(label)
          && !continues(written.codePointAt(label.length()))
          && (longest < 0 || label.length() > labels.get(longest).length())) {
        longest = j;
      }
    }
    if (fitting.isEmpty() && longest >= 0) {
      fitting.add(longest);
    }
    return fitting;
  }

  /** An accent, too, makes another name of what it follows. */
  private static boolean continues(int next) {
    return Character.isLetterOrDigit(next) || isAccent(next);
  }

  private static boolean isAccent(int next) {
    int type = Character.getType(next);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }
}
