// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/**
 * Measures the validation losses of a listener's reports: all domains at the report, or one after
 * the other in the steps before it, with their standard errors and those of their changes.
 *
 * <p><b>In turn.</b> Domain j of k is measured after ⌈(j + 1)·every/k⌉ of the steps between two
 * reports, so that every loss of a report is of that round and none is measured twice. The report
 * says how old each loss is. The rule is asked once a round and not once a domain: rules multiply
 * weights by what they see, and would count each loss k times.
 *
 * <p><b>Changes.</b> A rule that ignores noise says in its update of which step the loss is that it
 * saw last. What each example added to that loss is kept, and the next loss is compared with it
 * example by example.
 *
 * <p>Not safe for use by several threads, but for {@link #save}.
 */
final class ValidationLosses {
  /** The factor of an update that says of which report the loss is that the rule saw last. */
  private static final String SEEN = "step of loss";

  private static final String SAMPLE = "sample";
  private static final String PRINTS = "fingerprints";
  private static final String ROUND = "round";
  private static final String SEEN_STATE = "seen";

  private final DomainLossEvaluator evaluator;
  private final ImmutableList<String> domains;
  private final long every;
  private final boolean inTurn;
  private final int sample;
  private final ImmutableMap<String, Long> savedPrints;

  /** What was measured since the last report, and what the rule saw last. */
  private volatile Kept kept = new Kept(ImmutableMap.of(), ImmutableMap.of());

  /**
   * Goes on from what a resumed run knows.
   *
   * @param sample the size of the samples, or {@link ValidationSet#WHOLE}
   */
  ValidationLosses(
      DomainLossEvaluator evaluator,
      long every,
      boolean inTurn,
      int sample,
      Optional<SavedState> saved) {
    this.evaluator = evaluator;
    this.domains = evaluator.domains().asList();
    this.every = every;
    this.inTurn = inTurn;
    this.sample = sample;
    ImmutableMap<String, Long> prints = ImmutableMap.of();
    if (saved.isPresent() && saved.get().has(SAMPLE) && sampleOf(saved.get()) == sample) {
      long[] all = saved.get().longs(PRINTS);
      checkState(
          all.length == domains.size(),
          "the run was saved with validation sets of %s domains and is resumed with sets of %s",
          all.length,
          domains);
      prints = DomainDistribution.uniform(domains).byDomain(all);
      kept = new Kept(read(saved.get(), ROUND), read(saved.get(), SEEN_STATE));
    }
    savedPrints = prints;
  }

  /** Returns the size of the samples of a saved listener. */
  static int sampleOf(SavedState saved) {
    return saved.has(SAMPLE) ? (int) saved.number(SAMPLE) : ValidationSet.WHOLE;
  }

  /**
   * One measured loss.
   *
   * @param step after how many steps
   * @param loss nats/token
   * @param error its standard error; NaN where it is not known
   * @param counted how many examples count in it
   * @param deviations by how much each example moves it
   */
  private record Measured(
      long step, double loss, double error, long counted, ImmutableDoubleArray deviations) {}

  private record Kept(ImmutableMap<String, Measured> round, ImmutableMap<String, Measured> seen) {}

  /** Measures what is due in turn after a step that no report follows. */
  void measureInTurn(Model model, long trained) {
    if (inTurn) {
      measure(model, trained, trained % every);
    }
  }

  boolean isInTurn(long trained) {
    if (!inTurn || trained % every == 0) {
      return false;
    }
    for (int j = 0; j < domains.size(); j++) {
      if (turn(j) <= trained % every && !isFresh(domains.get(j), trained)) {
        return true;
      }
    }
    return false;
  }

  /** Returns after how many steps of a round a domain is measured. */
  private long turn(int domain) {
    return inTurn ? (every * (domain + 1) + domains.size() - 1) / domains.size() : every;
  }

  private boolean isFresh(String domain, long trained) {
    Measured known = kept.round.get(domain);
    return known != null && known.step > (trained - 1) / every * every;
  }

  private void measure(Model model, long trained, long ofRound) {
    Map<String, Measured> round = new LinkedHashMap<>(kept.round);
    for (int j = 0; j < domains.size(); j++) {
      String domain = domains.get(j);
      if (turn(j) <= ofRound && !(inTurn && isFresh(domain, trained))) {
        round.put(domain, measured(model, domain, trained));
      }
    }
    kept = new Kept(ImmutableMap.copyOf(round), kept.seen);
  }

  private Measured measured(Model model, String domain, long trained) {
    ExampleLosses losses = evaluator.exampleLosses(model, domain);
    Long before = savedPrints.get(domain);
    long now = evaluator.fingerprint(domain);
    checkState(
        before == null || before == 0 || now == 0 || before == now,
        "the validation sample of domain '%s' has other examples (by hash) than when the run was"
            + " saved: losses before and after would be of different examples. Give the validation"
            + " set in the order that it had, or another size of the sample to begin a new one",
        domain);
    LossEstimate estimate = losses.estimate(evaluator.outputWeights());
    return new Measured(
        trained,
        estimate.loss(),
        estimate.standardError(),
        estimate.examples(),
        losses.deviations(evaluator.outputWeights()));
  }

  /** Adds the losses of all domains to a report, those that are not fresh measured now. */
  Feedback addTo(Feedback report, Model model) {
    long step = report.step();
    if (step == 0) {
      kept = new Kept(ImmutableMap.of(), kept.seen);
    }
    measure(model, step, every);
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> errors = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> changes = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> ages = ImmutableMap.builder();
    for (String domain : domains) {
      Measured own = kept.round.get(domain);
      if (own == null) {
        throw new IllegalStateException("no loss of domain '" + domain + "' was measured");
      }
      losses.put(domain, own.loss);
      put(errors, domain, own.error);
      Measured before = kept.seen.get(domain);
      if (before != null) {
        put(
            changes,
            domain,
            ExampleLosses.errorOfChange(before.deviations, own.deviations, own.counted));
      }
      if (inTurn) {
        ages.put(domain, (double) (step - own.step));
      }
    }
    Feedback full = report.losses(losses.buildOrThrow());
    full = with(full, Signal.LOSS_ERROR, errors.buildOrThrow());
    full = with(full, Signal.LOSS_CHANGE_ERROR, changes.buildOrThrow());
    return with(full, Signal.LOSS_AGE, ages.buildOrThrow());
  }

  private static void put(ImmutableMap.Builder<String, Double> map, String domain, double number) {
    if (Double.isFinite(number)) {
      map.put(domain, number);
    }
  }

  private static Feedback with(
      Feedback report, Signal signal, ImmutableMap<String, Double> numbers) {
    return numbers.isEmpty() ? report : report.with(signal, numbers);
  }

  /**
   * Notes what a rule that ignores noise has seen, and begins the next round. An update that says
   * nothing of it, as that of a skipped report, leaves it as it was.
   */
  void answered(Feedback report, WeightUpdate update) {
    ImmutableMap<String, Measured> seen = kept.seen;
    if (update.factorNames().contains(SEEN)) {
      ImmutableMap.Builder<String, Measured> now = ImmutableMap.builder();
      update
          .factor(SEEN)
          .forEach(
              (domain, step) -> {
                Measured one =
                    step == report.step() ? kept.round.get(domain) : kept.seen.get(domain);
                if (one != null) {
                  now.put(domain, one);
                }
              });
      seen = now.buildOrThrow();
    }
    kept = new Kept(ImmutableMap.of(), seen);
  }

  /** Writes down what a resumed run needs. */
  SavedState.Builder save(SavedState.Builder state) {
    long[] prints = new long[domains.size()];
    for (int j = 0; j < prints.length; j++) {
      long now = evaluator.fingerprint(domains.get(j));
      prints[j] = now == 0 ? savedPrints.getOrDefault(domains.get(j), 0L) : now;
    }
    state.longs(SAMPLE, sample).longs(PRINTS, prints);
    Kept now = kept;
    write(state, ROUND, now.round);
    write(state, SEEN_STATE, now.seen);
    return state;
  }

  private void write(
      SavedState.Builder state, String kind, ImmutableMap<String, Measured> measured) {
    for (int j = 0; j < domains.size(); j++) {
      Measured one = measured.get(domains.get(j));
      // That of a network that diverged cannot be written; a resumed run measures it anew.
      if (one != null && Double.isFinite(one.loss)) {
        state
            .longs(kind + "." + j + ".counts", one.step, one.counted)
            .doubles(kind + "." + j + ".loss", one.loss, Double.isNaN(one.error) ? -1 : one.error)
            .doubles(kind + "." + j + ".deviations", one.deviations.toArray());
      }
    }
  }

  private ImmutableMap<String, Measured> read(SavedState saved, String kind) {
    ImmutableMap.Builder<String, Measured> measured = ImmutableMap.builder();
    for (int j = 0; j < domains.size(); j++) {
      if (saved.has(kind + "." + j + ".counts")) {
        long[] counts = saved.longs(kind + "." + j + ".counts");
        double[] loss = saved.doubles(kind + "." + j + ".loss", 2);
        measured.put(
            domains.get(j),
            new Measured(
                counts[0],
                loss[0],
                loss[1] < 0 ? Double.NaN : loss[1],
                counts[1],
                ImmutableDoubleArray.copyOf(saved.doubles(kind + "." + j + ".deviations"))));
      }
    }
    return measured.buildOrThrow();
  }
}
