// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.versatune.BatchPlan;
import org.versatune.VersaTune;

/** What a draw costs in a run, which locks, counts, and names the domain. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class RunBenchmark {
  static final int BATCH = 32;

  /** The number of domains. */
  @Param({"2", "6", "20", "100", "1000", "10000", "100000"})
  public int domains = 6;

  private VersaTune run = VersaTune.builder().domains("none").build();
  private VersaTune heard = run;

  /** For JMH. */
  public RunBenchmark() {}

  /** Starts the run. */
  @Setup(Level.Trial)
  public void start() {
    run = VersaTune.builder().initial(Mix.FLAT.some(domains, 1)[0]).build();
    heard = VersaTune.builder().initial(Mix.FLAT.some(domains, 1)[0]).build();
    heard.inFlight().expectReports(Long.MAX_VALUE);
  }

  /** Ends the run. */
  @TearDown(Level.Trial)
  public void end() {
    run.close();
    heard.close();
  }

  /**
   * Draws one domain.
   *
   * @return its name
   */
  @Benchmark
  public String next() {
    return run.nextDomain();
  }

  /**
   * Draws the domains of a batch of 32.
   *
   * @return the batch
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public BatchPlan plan() {
    return run.plan(BATCH);
  }

  /**
   * Draws the domains of a batch of 32 in a run with a listener, whose snapshots have to go back to
   * the batch that was trained last.
   *
   * @return the batch
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public BatchPlan planConfirmed() {
    BatchPlan batch = heard.plan(BATCH);
    // Two batches on the way, as where they are fetched ahead.
    heard.inFlight().confirm(batch.number() - 2);
    return batch;
  }
}
