// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.sampling.Samplers;

/** What a draw costs, one by one and in blocks, and what a change of weights costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class DrawBenchmark {
  static final int BLOCK = 1024;
  static final int EVERY = 1000;
  static final int MIXES = 4;

  /** Which sampler. */
  @Param({"exact", "shuffled", "alias", "plain alias", "greedy"})
  public String sampler = "exact";

  /** The number of domains. */
  @Param({"2", "6", "20", "100", "1000", "10000", "100000"})
  public int domains = 6;

  /** The kind of weights. */
  @Param({"FLAT", "SKEWED"})
  public String mix = "FLAT";

  private final int[] block = new int[BLOCK];
  private final int[] thousand = new int[EVERY];
  private final SplittableRandom random = new SplittableRandom(1);
  private DomainDistribution[] mixes = {};
  private int changes;
  private int drawn;
  private DomainSampler drawing = new LargestDeficit(DomainDistribution.uniform("none"));

  /** For JMH. */
  public DrawBenchmark() {}

  /** Makes the weights and the sampler. */
  @Setup(Level.Trial)
  public void start() {
    mixes = Mix.valueOf(mix).some(domains, MIXES);
    drawing =
        switch (sampler) {
          case "exact" -> Samplers.exact().start(mixes[0], 1);
          case "shuffled" -> Samplers.exact().shuffled(BLOCK).start(mixes[0], 1);
          case "alias" -> Samplers.independent().start(mixes[0], 1);
          case "plain alias" -> new PlainAlias(mixes[0], 1);
          case "greedy" -> new LargestDeficit(mixes[0]);
          default -> throw new IllegalArgumentException("no sampler is called " + sampler);
        };
  }

  /**
   * Draws one domain under weights that stay.
   *
   * @return its position
   */
  @Benchmark
  public int single() {
    return drawing.next();
  }

  /**
   * Draws a block under weights that stay.
   *
   * @return the block
   */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public int[] block() {
    drawing.next(block);
    return block;
  }

  /**
   * Draws one domain under weights that change every thousandth draw.
   *
   * @return its position
   */
  @Benchmark
  public int singleChanging() {
    if (++drawn == EVERY) {
      drawn = 0;
      reweigh();
    }
    return drawing.next();
  }

  /**
   * Changes the weights and draws a thousand domains in a block.
   *
   * @return the block
   */
  @Benchmark
  @OperationsPerInvocation(EVERY)
  public int[] blockChanging() {
    reweigh();
    drawing.next(thousand);
    return thousand;
  }

  /**
   * Changes all weights and draws one domain.
   *
   * @return its position
   */
  @Benchmark
  public int change() {
    reweigh();
    return drawing.next();
  }

  private void reweigh() {
    changes = (changes + 1) % mixes.length;
    drawing.reweigh(mixes[changes]);
  }

  /**
   * The floor: one random number.
   *
   * @return the number
   */
  @Benchmark
  public long floorSingle() {
    return random.nextLong();
  }

  /**
   * The floor: a block of random numbers, cut to ints.
   *
   * @return the block
   */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public int[] floorBlock() {
    for (int i = 0; i < block.length; i++) {
      block[i] = (int) random.nextLong();
    }
    return block;
  }
}
