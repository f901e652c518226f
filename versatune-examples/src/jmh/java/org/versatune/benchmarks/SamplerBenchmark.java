package org.versatune.benchmarks;

import com.google.common.collect.ImmutableList;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.sampling.Samplers;

/** What a draw costs, and what a change of weights costs, by sampler and number of domains. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SamplerBenchmark {

  /** Which sampler. */
  @Param({"exact", "shuffled", "independent", "largestDeficit"})
  public String sampler = "exact";

  /** The number of domains. */
  @Param({"6", "1000", "100000"})
  public int domains = 6;

  private DomainDistribution[] mixes = {};
  private int changes;
  private DomainSampler drawing = new LargestDeficit(DomainDistribution.uniform("none"));

  /** For JMH. */
  public SamplerBenchmark() {}

  /** Makes the weights, drawn at random from a flat Dirichlet distribution, and the sampler. */
  @Setup
  public void start() {
    SplittableRandom random = new SplittableRandom(42);
    ImmutableList<String> names =
        IntStream.range(0, domains).mapToObj(j -> "d" + j).collect(ImmutableList.toImmutableList());
    mixes = new DomainDistribution[16];
    for (int i = 0; i < mixes.length; i++) {
      double[] relative = random.doubles(domains).map(u -> -Math.log1p(-u)).toArray();
      mixes[i] = DomainDistribution.relative(names, relative);
    }
    drawing =
        switch (sampler) {
          case "exact" -> Samplers.exact().start(mixes[0], 1);
          case "shuffled" -> Samplers.exact().shuffled(1024).start(mixes[0], 1);
          case "independent" -> Samplers.independent().start(mixes[0], 1);
          default -> new LargestDeficit(mixes[0]);
        };
  }

  /**
   * Draws one domain under weights that stay.
   *
   * @return its position
   */
  @Benchmark
  public int draw() {
    return drawing.next();
  }

  /**
   * Changes the weights and draws one domain.
   *
   * @return its position
   */
  @Benchmark
  public int changeAndDraw() {
    changes = (changes + 1) % mixes.length;
    drawing.reweigh(mixes[changes]);
    return drawing.next();
  }
}
