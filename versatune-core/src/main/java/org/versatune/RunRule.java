// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.SchedulerStack;
import org.versatune.scheduling.Schedulers;

/**
 * Calls the rule of a run inside its decorators. A mistake in a rule of the user's own is named
 * with the rule, its class, the step and what to do. Whatever is thrown, nothing has moved.
 *
 * @param rule the rule inside the decorators
 * @param isBuiltIn whether it is one of this library, chosen by the user or not
 */
record RunRule(WeightScheduler rule, boolean isBuiltIn) {

  static RunRule of(WeightScheduler rule) {
    return new RunRule(rule, rule instanceof UnchosenRule || Schedulers.isBuiltIn(rule));
  }

  /** The rule inside the decorators that were chosen. */
  WeightScheduler decorated(RunOptions options) {
    SchedulerStack.Builder stack = SchedulerStack.builder(rule);
    Protection protection = options.protection();
    if (protection != null) {
      stack.protect(protection);
    }
    if (options.ignoreNoise() > 0) {
      stack.ignoreNoise(options.ignoreNoise());
    }
    return stack
        .smoothing(options.smoothing())
        .epochCap(options.epochCap())
        .floor(options.floor())
        .cap(options.cap())
        .warmup(options.warmup())
        .interval(options.interval())
        .onLossJump(options.onLossJump())
        .build();
  }

  /** Returns the rule of a run for which the user chose none. */
  static WeightScheduler byDefault(Setup setup) {
    return setup.has(Signal.REFERENCE_LOSS)
        ? Schedulers.openGap()
        : new UnchosenRule(Schedulers.constant());
  }

  /**
   * Returns the description of a built-in rule with every option: a version of the library that did
   * not have one of them behaved as its default does. Other descriptions are returned as they are.
   */
  static RuleDescription withDefaults(RuleDescription saved) {
    try {
      return Schedulers.named(saved).describe();
    } catch (IllegalArgumentException e) {
      return saved; // Not of this library, or not to be built from what is written down.
    }
  }

  /** Checks what a rule says of itself, before it starts or goes on. */
  static void check(WeightScheduler rule) {
    String none = "return ImmutableSet.of() where it reads none";
    requireAnswer(rule, rule.signals(), "signals()", none);
    requireAnswer(rule, rule.usableSignals(), "usableSignals()", none);
    requireAnswer(
        rule,
        rule.forgettingTracker(),
        "forgettingTracker()",
        "return Optional.empty() where it asks for none");
  }

  /** Returns a rule bound to the tracker of its run. */
  static WeightScheduler measuring(WeightScheduler rule, ForgettingTracker tracker) {
    return requireAnswer(
        rule,
        rule.measuring(tracker),
        "measuring(tracker)",
        "return the rule itself where it measures no forgetting");
  }

  @CanIgnoreReturnValue
  private static <T> T requireAnswer(
      WeightScheduler rule, @Nullable T answer, String call, String remedy) {
    if (answer == null) {
      throw new IllegalArgumentException(
          "rule '"
              + describe(rule).name()
              + "' ("
              + rule.getClass().getName()
              + ") returned null from "
              + call
              + "; "
              + remedy);
    }
    return answer;
  }

  static RuleDescription describe(WeightScheduler rule) {
    RuleDescription description = notNull(rule, "rule").describe();
    if (description == null) {
      throw new IllegalArgumentException(
          "rule "
              + rule.getClass().getName()
              + " describes itself as null; return RuleDescription.of(\"a name\")");
    }
    return description;
  }

  /** The weights that a rule starts from. */
  WeightUpdate start(WeightScheduler stack, Setup setup) {
    try {
      WeightUpdate start = stack.start(setup);
      requireWhole(start, setup.initial());
      return start;
    } catch (RuntimeException e) {
      throw named(e, "could not start", "Mend the rule and build the run again");
    }
  }

  /** A rule that goes on from a saved state. */
  WeightScheduler restore(WeightScheduler stack, Setup setup, SavedState state) {
    try {
      return notNull(stack.restore(setup, state), "what restore(setup, state) returned");
    } catch (RuntimeException e) {
      throw named(
          e,
          "could not go on from its saved state",
          "Mend restore(setup, state); the snapshot is as good as it was");
    }
  }

  /**
   * The error of a rule of the user's own under its name; those of this library name themselves.
   */
  private RuntimeException named(RuntimeException e, String what, String remedy) {
    return e instanceof IllegalArgumentException || isBuiltIn ? e : failure(e, what, remedy);
  }

  private IllegalStateException failure(RuntimeException e, String what, String remedy) {
    return new IllegalStateException(
        "rule '"
            + describe(rule).name()
            + "' ("
            + rule.getClass().getName()
            + ") "
            + what
            + ": "
            + Listed.clipped(String.valueOf(e.getMessage() == null ? e : e.getMessage()))
            + ". "
            + remedy,
        e);
  }

  private static void requireWhole(@Nullable WeightUpdate answer, DomainDistribution like) {
    if (answer == null) {
      throw new IllegalStateException(
          "it returned null; WeightUpdate.of(current) leaves the weights as they are");
    }
    if (!answer.weights().domains().equals(like.domains())) {
      throw new IllegalStateException(
          "it returned weights over "
              + Listed.of(answer.weights().domains())
              + "; the domains are "
              + Listed.of(like.domains())
              + ", in this order");
    }
  }

  /** An update over the domains of the run, by a rule whose state can be saved. */
  WeightUpdate update(WeightScheduler stack, DomainDistribution current, Feedback feedback) {
    WeightUpdate update;
    try {
      update = stack.update(current, feedback);
      requireWhole(update, current);
      if (!isBuiltIn) {
        notNull(update.nextAfter(stack).state(), "the state of the rule after this report");
      }
    } catch (InvalidFeedbackException e) {
      throw e;
    } catch (RuntimeException e) {
      if (isBuiltIn) {
        throw e;
      }
      throw failure(
          e,
          "failed on the report for step " + feedback.step(),
          "Nothing was changed: mend the rule and report again");
    }
    return update;
  }
}
