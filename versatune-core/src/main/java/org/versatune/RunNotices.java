package org.versatune;

import com.google.common.collect.ImmutableMap;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * What a run has to say about an update beside the rule's own reasons: in the note of every update
 * that it holds for, and once a run in the log. Guarded by the run's lock.
 */
final class RunNotices {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  /** A weight below this is drawn so rarely that its domain is as good as dropped (our choice). */
  static final double SMALL_WEIGHT = 1e-6;

  private static final int NAMED_AT_MOST = 5;

  private final RuleDescription rule;
  private final Set<Signal> told = EnumSet.noneOf(Signal.class);
  private boolean toldOfSmallWeights;

  RunNotices(RuleDescription rule) {
    this.rule = rule;
  }

  /** The update with a note on the domains that {@link #fallen} names; empty for none. */
  static WeightUpdate noted(WeightUpdate update, String fallen) {
    return fallen.isEmpty()
        ? update
        : update.toBuilder(update.weights()).note("below 1e-6: " + fallen).build();
  }

  /** Which domains an update takes below {@link #SMALL_WEIGHT}, in words; empty for none. */
  static String fallen(
      DomainDistribution before, DomainDistribution after, IntPredicate mayBeDrawn) {
    StringBuilder names = new StringBuilder();
    int count = 0;
    for (int j = 0; j < after.size(); j++) {
      if (after.weight(j) < SMALL_WEIGHT
          && before.weight(j) >= SMALL_WEIGHT
          && mayBeDrawn.test(j)) {
        if (count < NAMED_AT_MOST) {
          names
              .append(count == 0 ? "" : ", ")
              .append("the weight of '")
              .append(after.domains().get(j))
              .append("' fell from ")
              .append(before.weight(j))
              .append(" to ")
              .append(after.weight(j));
        }
        count++;
      }
    }
    return count <= NAMED_AT_MOST
        ? names.toString()
        : names.append(" and ").append(count - NAMED_AT_MOST).append(" more").toString();
  }

  /** Logs what an accepted update says for the first time. */
  void log(long step, WeightUpdate update, String fallen) {
    ImmutableMap<Signal, String> standIns = update.standIns();
    standIns.forEach(
        (signal, sentence) -> {
          if (told.add(signal)) {
            LOG.log(
                System.Logger.Level.WARNING,
                "rule ''{0}'' at step {1}: {2}. To give it {3}: {4}",
                rule.name(),
                String.valueOf(step),
                sentence,
                signal,
                signal.howToSupply());
          }
        });
    if (!toldOfSmallWeights && !fallen.isEmpty()) {
      toldOfSmallWeights = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "rule ''{0}'' at step {1}: {2}. Below 1e-6 a domain is as good as dropped. A floor keeps"
              + " it in training; onLossJump refuses a report whose losses leap. Later cases are"
              + " in the notes of the updates only",
          rule.name(),
          String.valueOf(step),
          fallen);
    }
  }
}
