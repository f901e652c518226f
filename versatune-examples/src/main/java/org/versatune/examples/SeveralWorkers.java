// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import com.google.common.collect.Multiset;
import com.google.common.collect.TreeMultiset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.versatune.BatchPlan;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.Worker;

/**
 * Trains with data parallelism: four workers share one sequence of draws and one pass over the
 * data. Each example goes to one of them, so all together train on the examples of one process.
 *
 * <p>With processes instead of threads, only the exchange of gradients differs.
 */
public final class SeveralWorkers {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "medicine", "code");

  private SeveralWorkers() {}

  /**
   * Trains with four workers and with one, and prints what each drew.
   *
   * @param arguments none
   * @throws Exception if a worker fails
   */
  public static void main(String[] arguments) throws Exception {
    for (Trainer trainer : Iterables.concat(train(4), train(1))) {
      VersaTune run = trainer.run;
      System.out.println(run.worker() + " used " + trainer.used.size() + " of " + run.draws());
    }
  }

  static List<Trainer> train(int workers) throws Exception {
    List<Trainer> all = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      all.add(new Trainer(Worker.of(rank, workers)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      for (long step = 1; step <= 60; step++) {
        for (Future<?> done : threads.invokeAll(all)) {
          done.get(); // throws what a worker threw
        }
        exchange(all);
        if (step % 10 == 0) {
          // The same report for all: with others their weights and draws would part.
          Feedback report = Feedback.at(step).losses(all.get(0).losses());
          all.forEach(worker -> worker.run.report(report));
        }
      }
    } finally {
      threads.shutdownNow();
    }
    return all;
  }

  /** Adds up the gradients of all workers and lets each take the same step. */
  private static void exchange(List<Trainer> workers) {
    for (int j = 0; j < DOMAINS.size(); j++) {
      int domain = j;
      double sum = workers.stream().mapToDouble(worker -> worker.gradient[domain]).sum();
      workers.forEach(worker -> worker.distance[domain] += (float) (sum / 1024));
    }
  }

  /** What one worker has: a run, a model, and a place in the data of each domain. */
  static final class Trainer implements Callable<Trainer> {
    final VersaTune run;
    final Multiset<String> used = TreeMultiset.create(); // examples, such as law-17
    private final Multiset<String> passed = TreeMultiset.create(); // by domain, of all workers
    private final float[] distance = {-1, -2, -3}; // the model: how far from each domain's mean
    private final double[] gradient = new double[3];

    Trainer(Worker worker) {
      run =
          VersaTune.builder()
              .domains(DOMAINS)
              .referenceLosses(Maps.toMap(DOMAINS, domain -> 0.01))
              .baseLosses(losses())
              .updateEvery(10)
              .seed(42) // the same for all: it decides the draws
              .worker(worker) // decides whose they are
              .build();
    }

    @Override
    public Trainer call() {
      Arrays.fill(gradient, 0);
      BatchPlan plan = run.plan(32 / run.worker().workers()); // its part of 32
      // The draws of all workers: counting them gives the place in each domain's data.
      for (int draw = 0; draw < plan.sequence().size(); draw++) {
        String domain = plan.sequence().get(draw);
        int example = passed.count(domain);
        passed.add(domain);
        if (plan.takes(draw)) {
          used.add(domain + "-" + example);
          int j = DOMAINS.indexOf(domain);
          gradient[j] += example % 3 - 1 - distance[j];
        }
      }
      return this;
    }

    private ImmutableMap<String, Double> losses() {
      return Maps.toMap(DOMAINS, domain -> Math.pow(distance[DOMAINS.indexOf(domain)], 2) / 2);
    }
  }
}
