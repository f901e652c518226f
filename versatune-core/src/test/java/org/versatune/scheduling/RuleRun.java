// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import java.util.ArrayList;
import java.util.List;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Setup;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** A rule with the weights in force, fed one report after another. */
final class RuleRun {
  private final Setup setup;
  private WeightScheduler scheduler;
  private DomainDistribution weights;
  private WeightUpdate last;
  private final List<DomainDistribution> history = new ArrayList<>();

  private RuleRun(Setup setup, WeightScheduler scheduler, WeightUpdate last) {
    this.setup = setup;
    this.scheduler = scheduler;
    this.last = last;
    this.weights = last.weights();
    history.add(weights);
  }

  static RuleRun start(WeightScheduler rule, Setup setup) {
    WeightUpdate start = rule.start(setup);
    return new RuleRun(setup, start.nextAfter(rule), start);
  }

  /** Goes on from a saved state, as resuming a run does. */
  static RuleRun resume(RuleRun saved, WeightScheduler rebuilt) {
    WeightScheduler restored = rebuilt.restore(saved.setup, saved.scheduler.state());
    RuleRun run = new RuleRun(saved.setup, restored, saved.last);
    run.weights = saved.weights;
    return run;
  }

  WeightUpdate report(Feedback feedback) {
    last = scheduler.update(weights, setup.addTo(feedback));
    scheduler = last.nextAfter(scheduler);
    weights = last.weights();
    history.add(weights);
    return last;
  }

  WeightScheduler scheduler() {
    return scheduler;
  }

  DomainDistribution weights() {
    return weights;
  }

  WeightUpdate last() {
    return last;
  }

  /** P(0), P(1), … */
  List<DomainDistribution> history() {
    return history;
  }
}
