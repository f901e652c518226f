// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedSamplingTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "medicine", "code");
  private static final DomainDistribution RATES = DomainDistribution.of(DOMAINS, .5, .3, .2);

  private static RunBuilder run() {
    return VersaTune.builder()
        .domains(DOMAINS)
        .referenceLosses(ImmutableMap.of("law", 1.8, "medicine", 1.6, "code", 2.2))
        // In another order.
        .fixedSampling(DomainDistribution.of(DOMAINS.reverse(), .2, .3, .5));
  }

  private static void report(VersaTune run, int step) {
    run.report(
        Feedback.at(step).losses(ImmutableMap.of("law", 2.0 + step, "medicine", 2.0, "code", 2.3)));
  }

  @Test
  void drawsKeepTheRatesWhileWeightsFollowTheRule() {
    VersaTune run = run().build();
    assertThat(run.weights()).isEqualTo(DomainDistribution.uniform(DOMAINS));
    for (int step = 1; step <= 20; step++) {
      var unused = run.plan(10);
      report(run, step);
    }
    assertThat(run.draws()).isEqualTo(ImmutableMap.of("law", 100L, "medicine", 60L, "code", 40L));
    assertThat(run.sampling()).isEqualTo(RATES);
    assertThat(run.weights().weight("law")).isGreaterThan(.4);
    for (String domain : DOMAINS) {
      assertThat(run.importanceWeights().factor(domain) * RATES.weight(domain))
          .isCloseTo(run.weights().weight(domain), within(1e-12));
    }
  }

  @Test
  void aResumedRunKeepsTheRates() {
    VersaTune whole = run().build();
    VersaTune first = run().build();
    List<String> drawn = new ArrayList<>(first.plan(13).domains());
    report(first, 1);
    VersaTune second = VersaTune.resume(Snapshot.fromJson(first.snapshot().toJson()));
    drawn.addAll(second.plan(27).domains());
    assertThat(drawn).isEqualTo(whole.plan(40).domains());
    assertThat(second.sampling()).isEqualTo(RATES);
    assertThat(second.weights()).isEqualTo(first.weights());
  }

  @Test
  void withoutFixedRatesEveryExampleCountsTheSame() {
    VersaTune run = VersaTune.builder().initial(DomainDistribution.of(DOMAINS, .6, .4, 0)).build();
    assertThat(run.sampling()).isEqualTo(run.weights());
    assertThat(run.importanceWeights().factors())
        .isEqualTo(ImmutableMap.of("law", 1.0, "medicine", 1.0, "code", 1.0));
  }

  @Test
  void ratesThatCannotBeUsedAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run().fixedSampling(DomainDistribution.of(DOMAINS, .5, .5, 0)).build())
        .withMessageContaining("never draws domain 'code'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run().fixedSampling(DomainDistribution.uniform("law", "x")).build())
        .withMessageContaining("fixed sampling is over [law, x]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                run()
                    .domainSizes(ImmutableMap.of("law", 10, "medicine", 10, "code", 10))
                    .epochCap(2)
                    .build())
        .withMessageContaining("epoch cap cannot be held under fixed sampling");
  }
}
