// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.versatune.internal.Listed;
import org.versatune.scheduling.Schedulers;

/**
 * Adds to an update what the run itself has to say beside the rule's reasons: to the note each
 * time, and to the log once a run. Guarded by the run's lock.
 */
final class RunNotices {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  /** A weight below this is drawn so rarely that its domain is as good as dropped (our choice). */
  static final double SMALL_WEIGHT = 1e-6;

  private static final int NAMED_AT_MOST = 5;

  /** After this many reports without validation losses protection gets none (our choice). */
  private static final int BLIND_REPORTS = 1000;

  /** The factor of an update that names the domains which stopping has taken out. */
  private static final String TAKEN_OUT = "taken out";

  private final RuleDescription rule;
  private final Set<Object> logged = new HashSet<>();
  private int blindReports;

  /** What is logged once, beside a signal that something stands in for. */
  private enum Notice {
    UNSEEN,
    WITHOUT_WEIGHT,
    GIVEN_BACK,
    UNSAVED,
    UNCOUNTED,
    BLIND,
    HELPLESS,
    SMALL_WEIGHT
  }

  RunNotices(RuleDescription rule) {
    this.rule = rule;
  }

  /** Adds notes on the domains that {@link #fallen} named, and on those that are given back. */
  static WeightUpdate noted(WeightUpdate update, String fallen) {
    ImmutableList<String> givenBack = givenBack(update);
    String helpless = helpless(update);
    if (fallen.isEmpty() && givenBack.isEmpty() && helpless.isEmpty()) {
      return update;
    }
    WeightUpdate.Builder noted = update.toBuilder(update.weights());
    if (!fallen.isEmpty()) {
      noted.note("below 1e-6: " + fallen);
    }
    if (!givenBack.isEmpty()) {
      noted.note("taken out, and drawn all the same: " + Listed.of(givenBack));
    }
    if (!helpless.isEmpty()) {
      noted.note(helpless);
    }
    return noted.build();
  }

  /** The domains that stopping has taken out, by the update; empty without stopping. */
  private static ImmutableSet<String> takenOut(WeightUpdate update) {
    return update.factorNames().contains(TAKEN_OUT)
        ? update.factor(TAKEN_OUT).keySet()
        : ImmutableSet.of();
  }

  /** Those of them that have weight again, while there are others to draw. */
  private static ImmutableList<String> givenBack(WeightUpdate update) {
    ImmutableSet<String> out = takenOut(update);
    return out.size() == update.weights().size()
        ? ImmutableList.of()
        : out.stream()
            .filter(domain -> update.weights().weight(domain) > 0)
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Names the domains whose weight an update takes below {@link #SMALL_WEIGHT}; empty for none.
   * Domains that are taken out on purpose are not named.
   */
  static String fallen(DomainDistribution before, WeightUpdate update, IntPredicate mayBeDrawn) {
    DomainDistribution after = update.weights();
    ImmutableSet<String> out = takenOut(update);
    StringBuilder names = new StringBuilder();
    int count = 0;
    for (int j = 0; j < after.size(); j++) {
      if (after.weight(j) < SMALL_WEIGHT
          && before.weight(j) >= SMALL_WEIGHT
          && mayBeDrawn.test(j)
          && !out.contains(after.domains().get(j))) {
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

  /** The protected domains that are past their limit. */
  private static ImmutableList<String> past(WeightUpdate update) {
    return update.factorNames().contains("pressure") && update.factorNames().contains("excess")
        ? update.factor("excess").entrySet().stream()
            .filter(excess -> excess.getValue() > 0)
            .map(Map.Entry::getKey)
            .collect(ImmutableList.toImmutableList())
        : ImmutableList.of();
  }

  /** Those of them that have weight 0, as some rules give it. */
  private static ImmutableList<String> withoutWeight(WeightUpdate update) {
    return past(update).stream()
        .filter(domain -> update.weights().weight(domain) == 0)
        .collect(ImmutableList.toImmutableList());
  }

  /** Why pressure cannot help domains that are past their limits; empty where it can. */
  private static String helpless(WeightUpdate update) {
    ImmutableList<String> past = past(update);
    if (past.isEmpty()) {
      return "";
    }
    if (update.factorNames().contains("cap")) {
      ImmutableMap<String, Double> taken = update.factor("cap");
      ImmutableList<String> capped =
          past.stream()
              .filter(domain -> taken.getOrDefault(domain, 0.0) > 0)
              .collect(ImmutableList.toImmutableList());
      if (!capped.isEmpty()) {
        return "a cap takes weight from the protected domains "
            + Listed.of(capped)
            + ", which are past their limits";
      }
    }
    Set<String> all = ImmutableSet.copyOf(past);
    return update.weights().domains().stream()
            .allMatch(domain -> all.contains(domain) || update.weights().weight(domain) == 0)
        ? "every domain that has weight is past its limit: pressure helps none without the others"
        : "";
  }

  /** The protected domains of which no validation loss was reported so far. */
  private static Set<String> unseen(WeightUpdate update) {
    return update.factorNames().contains("pressure") && update.factorNames().contains("excess")
        ? Sets.difference(update.factor("pressure").keySet(), update.factor("excess").keySet())
        : ImmutableSet.of();
  }

  /** Logs what an accepted update says for the first time in this run. */
  void log(Feedback feedback, WeightUpdate update, String fallen) {
    long step = feedback.step();
    once(
        Notice.UNSEEN,
        step,
        () -> feedback.has(Signal.VALIDATION_LOSS) ? unseen(update) : ImmutableSet.of(),
        "the report has validation losses, but none of the protected domains %s, nor had an earlier"
            + " one: nothing keeps the promise. Report their losses, too");
    once(
        Notice.WITHOUT_WEIGHT,
        step,
        () -> withoutWeight(update),
        "the protected domains %s are past their limits and have weight 0, which no pressure can"
            + " lift: nothing keeps the promise. Set a floor for them, or another rule");
    once(
        Notice.GIVEN_BACK,
        step,
        () -> givenBack(update),
        "%s are taken out and still have weight: a floor, smoothing, warm-up or interval around"
            + " Schedulers.stopping gives it back. Put them inside:"
            + " Schedulers.stopping(SchedulerStack.builder(rule).floor(0.02).build(), n)");
    if (!logged.contains(Notice.HELPLESS)) {
      String helpless = helpless(update);
      if (!helpless.isEmpty()) {
        once(
            Notice.HELPLESS,
            step,
            helpless
                + ". If it stays so the promise is broken: lift the cap, allow more, train at a"
                + " lower rate, or protect fewer domains");
      }
    }
    update
        .standIns()
        .forEach(
            (signal, sentence) ->
                once(
                    signal,
                    step,
                    sentence + ". To give it " + signal + ": " + signal.howToSupply()));
    if (!fallen.isEmpty()) {
      once(
          Notice.SMALL_WEIGHT,
          step,
          fallen
              + ". Below 1e-6 a domain is as good as dropped. A floor keeps it in training;"
              + " onLossJump refuses a report whose losses leap. Later cases are in the notes of"
              + " the updates only");
    }
  }

  /**
   * Logs that a rule of the user's own has a state which no snapshot holds: it answers another rule
   * for the next report and saves nothing of it.
   *
   * @param before the rule and its decorators before the update
   */
  void logUnsaved(long step, RunRule own, WeightScheduler before, WeightUpdate update) {
    if (own.isBuiltIn() || logged.contains(Notice.UNSAVED)) {
      return;
    }
    Class<? extends WeightScheduler> type = own.rule().getClass();
    Optional<? extends WeightScheduler> inner = Schedulers.find(before, type);
    Optional<? extends WeightScheduler> next = Schedulers.find(update.nextAfter(before), type);
    if (next.isPresent() && !next.equals(inner) && next.get().state().isEmpty()) {
      once(
          Notice.UNSAVED,
          step,
          "its update carries another rule for the next report, and state() of that one is empty: a"
              + " snapshot does not hold what changed in it, and a resumed run begins anew with it."
              + " Override state() and restore(setup, state)");
    }
  }

  /** Logs that weights are shares of tokens, and that nothing says how long examples are. */
  void logUncounted(long step, boolean isUncounted) {
    if (isUncounted) {
      once(
          Notice.UNCOUNTED,
          step,
          "weights are shares of tokens, and the tokens of an example are not known of any domain:"
              + " examples are drawn as if all were equally long. Give meanTokens"
              + " (VersaTune.builder().meanTokens(map)), or count what is drawn"
              + " (run.tokens().count)");
    }
  }

  /** Logs that a run with protected domains gets report after report without validation losses. */
  void logBlind(long step, boolean isBlind) {
    blindReports = isBlind ? blindReports + 1 : 0;
    if (blindReports == BLIND_REPORTS) {
      once(
          Notice.BLIND,
          step,
          "domains are protected, and the last "
              + BLIND_REPORTS
              + " reports had no validation losses: nothing keeps the promise. Report those of the"
              + " protected domains now and then");
    }
  }

  /** Looks for domains until there was something to say of some. */
  private void once(
      Notice notice, long step, Supplier<Collection<String>> domains, String sentence) {
    if (!logged.contains(notice)) {
      Collection<String> found = domains.get();
      if (!found.isEmpty()) {
        once(notice, step, sentence.formatted(Listed.of(found)));
      }
    }
  }

  private void once(Object notice, long step, String text) {
    if (logged.add(notice)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "rule ''{0}'' at step {1}: {2}",
          rule.name(),
          String.valueOf(step),
          text);
    }
  }
}
