// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;

/**
 * Warns, once a run, where losses look like another quantity than nats per token: a perplexity, or
 * a sum over tokens. Rules that compare losses as differences take such numbers without an error
 * and follow the wrong domains.
 *
 * <p>Two things give them away, both our choice. No vocabulary in use has more than 300 000 tokens,
 * over which a model that knows nothing has a loss of ln 300 000 = 12.6, so a loss above {@value
 * #MOST} is none that training can begin with. And first losses that are all e to the power of the
 * base losses, within a tenth, are perplexities beside base losses in nats. A perplexity below
 * {@value #MOST} beside no base losses is not noticed. Only what is known before training and the
 * first validation losses are looked at: later on a loss may be high because training diverged.
 *
 * <p>Not safe for use by several threads: {@link VersaTune} guards it.
 */
final class LossScale {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());
  private static final int MOST = 20;
  private static final double NEAR = 0.1;
  private static final String REMEDY =
      " If it is a perplexity, give its natural logarithm (%s here); if it is a sum over tokens,"
          + " divide it by their number. If the loss is of another kind than that of a language"
          + " model, or the model is not trained at all, this may be ignored";

  private boolean done;

  /**
   * Looks at what is known before training.
   *
   * @param step of the last report, −1 for none
   */
  LossScale(Setup setup, long step) {
    done = step >= 0;
    for (Signal signal : List.of(Signal.BASE_LOSS, Signal.REFERENCE_LOSS)) {
      if (!done && setup.has(signal)) {
        done = warnOfHigh(signal, "", setup.byDomain(signal));
      }
    }
  }

  /** Looks at the first validation losses that come. */
  void reported(Feedback feedback, Setup setup) {
    if (done || !feedback.has(Signal.VALIDATION_LOSS)) {
      return;
    }
    done = feedback.step() > 0; // Those of the base model and the first of training.
    ImmutableMap<String, Double> losses = feedback.losses();
    if (warnOfHigh(Signal.VALIDATION_LOSS, " at step " + feedback.step(), losses)) {
      done = true;
    } else if (setup.has(Signal.BASE_LOSS) && feedback.step() > 0) {
      ImmutableMap<String, Double> base = setup.byDomain(Signal.BASE_LOSS);
      if (!losses.isEmpty()
          && losses.entrySet().stream()
              .allMatch(loss -> isPower(loss.getValue(), base.get(loss.getKey())))) {
        warn(
            "the first validation losses "
                + Listed.of(losses)
                + " are e to the power of the base losses "
                + Listed.of(base)
                + ", as perplexities are: give both as nats per token, the natural logarithm of a"
                + " perplexity");
      }
    }
  }

  private static boolean isPower(double loss, @Nullable Double base) {
    return base != null && Math.abs(loss / Math.exp(base) - 1) <= NEAR;
  }

  private static boolean warnOfHigh(Signal signal, String when, Map<String, Double> losses) {
    ImmutableList<String> high =
        losses.entrySet().stream()
            .filter(loss -> loss.getValue() > MOST)
            .map(Map.Entry::getKey)
            .collect(ImmutableList.toImmutableList());
    if (high.isEmpty()) {
      return false;
    }
    String first = high.get(0);
    double loss = losses.getOrDefault(first, Double.NaN);
    warn(
        signal
            + " of domain '"
            + Listed.one(first)
            + "'"
            + when
            + " is "
            + loss
            + (high.size() > 1 ? " (and above " + MOST + " of " + high.size() + " domains)" : "")
            + "; losses are nats per token, and no vocabulary is so large that a model without any"
            + " knowledge has more than 13."
            + REMEDY.formatted(String.format(Locale.ROOT, "%.3f", Math.log(loss))));
    return true;
  }

  private static void warn(String text) {
    LOG.log(System.Logger.Level.WARNING, () -> text);
  }
}
