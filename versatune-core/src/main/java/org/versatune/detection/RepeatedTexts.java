// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;

/**
 * Warns, once a detection, of a generator that writes the same texts again: within a round, as a
 * model without sampling does, or in each round, as one does that ignores its seed. Intervals take
 * texts for independent, so they would be too narrow then, or of width 0.
 */
final class RepeatedTexts {
  private static final System.Logger LOG = System.getLogger(DomainDetector.class.getName());

  private final Map<String, Integer> rounds = new HashMap<>();
  private boolean said;

  /** Looks at the texts of a round. */
  void look(int number, ImmutableList<String> texts) {
    if (said || texts.size() < 2) {
      return;
    }
    Integer earlier = rounds.putIfAbsent(RoundWork.fingerprint(texts), number);
    int distinct = new HashSet<>(texts).size();
    if (earlier != null) {
      warn(
          "round "
              + number
              + ": the generator wrote the same texts as in round "
              + earlier
              + ": it seems to ignore the seed that it is given, so more rounds bring nothing and the"
              + " intervals are too narrow. Sample with the seed of each round");
    } else if (distinct * 2L < texts.size()) {
      warn(
          "round "
              + number
              + ": of "
              + texts.size()
              + " texts that the generator wrote, only "
              + distinct
              + (distinct == 1 ? " is" : " are")
              + " different, so the intervals are too narrow. Sample at temperature 1 and not the most"
              + " probable token, and let the texts be longer");
    }
  }

  private void warn(String text) {
    said = true;
    LOG.log(System.Logger.Level.WARNING, () -> text);
  }
}
