// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;

final class TwoDomainsTest {

  @Property(tries = 300)
  void drawsByTheRuleWhereBothAreDueAtOnceToo(
      @ForAll @IntRange(min = 1, max = 9) int first,
      @ForAll @IntRange(min = 1, max = 9) int second,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = relative(first, second);
    DomainSampler sampler = ExactSampler.start(weights);
    PlainRule rule = new PlainRule(weights);
    for (int change = 0; change < 4; change++) {
      int[] block = new int[random.nextInt(500)];
      sampler.next(block);
      for (int drawn : block) {
        assertThat(drawn).isEqualTo(rule.next());
      }
      sampler = ExactSampler.resume(weights, sampler.state());
      weights = relative(random.nextInt(1, 9), random.nextInt(1, 9) * random.nextDouble());
      sampler.reweigh(weights);
      rule.reweigh(weights);
    }
  }

  @Property(tries = 300)
  void leavesWindowsAndAccountAsTheHeapsDo(
      @ForAll @IntRange(min = 1, max = 9) int first,
      @ForAll @IntRange(min = 1, max = 9) int second,
      @ForAll @IntRange(min = 1, max = 300) int length) {
    DomainDistribution weights = relative(first, second);
    CreditAccount account = new CreditAccount(Quanta.of(weights, CreditAccount.DRAW));
    CreditAccount other = new CreditAccount(Quanta.of(weights, CreditAccount.DRAW));
    DrawWindows windows = new DrawWindows(2);
    DrawWindows others = new DrawWindows(2);
    windows.rank(account);
    windows.open(account);
    others.rank(other);
    others.open(other);
    int[] out = new int[length];
    int[] expected = new int[length];
    for (int span = 0; span < 3; span++) {
      assertThat(new TwoDomains(windows, account).draw(account.elapsed(), out, length)).isTrue();
      new WindowHeaps(others, other).draw(other.elapsed(), expected, length);
      assertThat(out).isEqualTo(expected);
      assertThat(windows.due).isEqualTo(others.due);
      assertThat(windows.release).isEqualTo(others.release);
      assertThat(windows.lead).isEqualTo(others.lead);
      assertThat(account.state(out, 0, 0)).isEqualTo(other.state(out, 0, 0));
    }
  }

  private static DomainDistribution relative(double first, double second) {
    return DomainDistribution.relative(Mixes.names(2), new double[] {first, second});
  }
}
