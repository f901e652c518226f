// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Says what a protection promises: no domain's loss on the test text ends more than a given share
 * above the base model's. A case is one domain of one run.
 *
 * @param within the share τ, at least 0
 */
public record Promise(double within) {
  /** The promise that studies make unless they say otherwise. */
  public static final Promise USUAL = new Promise(0.01);

  /**
   * By how much a loss may be above the limit, because of the choice of the text, and still count
   * as kept.
   */
  public enum Allowance {
    /** Nothing. */
    NONE(""),
    /** The standard error of the loss less that of the base model, on the same sequences. */
    RISE_ERROR(Measures.RISE_ERROR),
    /** The standard error of the loss. */
    LOSS_ERROR(Measures.LOSS_ERROR);

    /** Before a domain, the name of the measure that is allowed. */
    private final String error;

    Allowance(String error) {
      this.error = error;
    }
  }

  /** Checks the share. */
  public Promise {
    checkArgument(within >= 0, "within is %s; it must be at least 0", within);
  }

  /** {@return the share in words, such as 1 %} */
  public String limit() {
    double percent = 100 * within;
    return Numbers.decimals(percent, percent == Math.rint(percent) ? 0 : 1) + "\u00A0%";
  }

  /**
   * {@return the number of cases in which a limit was kept}
   *
   * @param runs their domains are the cases
   * @param allowance what a loss may be above its limit by; nothing where a run has no error
   */
  public long kept(List<Run> runs, Allowance allowance) {
    return runs.stream()
        .flatMap(
            run ->
                run.byDomain(Measures.FORGETTING).keySet().stream()
                    .filter(domain -> keeps(run, domain, allowance)))
        .count();
  }

  /** {@return the number of cases} */
  public static long cases(List<Run> runs) {
    return runs.stream().mapToLong(run -> run.byDomain(Measures.FORGETTING).size()).sum();
  }

  /** {@return those of some runs in which what is allowed was measured} */
  public static ImmutableList<Run> measured(List<Run> runs, Allowance allowance) {
    return runs.stream()
        .filter(run -> allowance == Allowance.NONE || !run.byDomain(allowance.error).isEmpty())
        .collect(ImmutableList.toImmutableList());
  }

  /** {@return whether what is allowed was measured in each of some runs; false of no run} */
  public static boolean isMeasured(List<Run> runs, Allowance allowance) {
    return !runs.isEmpty() && measured(runs, allowance).size() == runs.size();
  }

  /** {@return the share of a run's domains that keep their limit, in [0, 1]} */
  public double share(Run run, Allowance allowance) {
    return kept(List.of(run), allowance) / (double) cases(List.of(run));
  }

  private boolean keeps(Run run, String domain, Allowance allowance) {
    double forgetting = run.measure(Measures.FORGETTING + domain);
    if (forgetting <= within) {
      return true;
    }
    // Forgetting is ℓ/ℓ0 − 1, so that the limit (1 + τ)·ℓ0 follows from it and the loss ℓ.
    double loss = run.measure(Measures.LOSS + domain);
    double excess = loss - (1 + within) * loss / (1 + forgetting);
    return allowance != Allowance.NONE && excess <= run.measure(allowance.error + domain);
  }
}
