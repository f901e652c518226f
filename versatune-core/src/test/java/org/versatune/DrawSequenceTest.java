// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.versatune.sampling.Samplers;

class DrawSequenceTest {
  private static final ImmutableList<String> NAMES = ImmutableList.of("law", "medicine", "code");

  private static List<String> names(DrawSequence draws, int count, int part) {
    List<String> names = new ArrayList<>();
    while (names.size() < count) {
      int[] next = draws.next(Math.min(part, count - names.size()));
      if (next.length == 0) {
        return names;
      }
      for (int domain : next) {
        names.add(draws.domains().get(domain));
      }
    }
    return names;
  }

  @Property(tries = 60)
  void drawsWhatTheRunDraws(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 300) int before,
      @ForAll @IntRange(min = 1, max = 400) int count,
      @ForAll @IntRange(min = 1, max = 50) int part,
      @ForAll @IntRange(min = 0, max = 2) int sampler) {
    VersaTune run =
        VersaTune.builder()
            .domains(NAMES)
            .initial(DomainDistribution.of(Map.of("law", 0.57, "medicine", 0.3, "code", 0.13)))
            .sampler(
                List.of(Samplers.exact(), Samplers.exact().shuffled(16), Samplers.independent())
                    .get(sampler))
            .seed(seed)
            .build();
    for (int i = 0; i < before; i++) {
      run.nextDomain();
    }
    DrawSequence draws = DrawSequence.after(run.snapshot());

    assertThat(draws.counts()).isEqualTo(run.draws());
    assertThat(names(draws, count, part)).isEqualTo(run.plan(count).domains());
    assertThat(draws.counts()).isEqualTo(run.draws());
  }

  @Test
  void endsWhereEpochCapsEndTheRun() {
    VersaTune run =
        VersaTune.builder()
            .domains(NAMES)
            .domainSizes(Map.of("law", 7, "medicine", 40, "code", 3))
            .epochCap(2)
            .build();
    DrawSequence draws = DrawSequence.after(run.snapshot());

    assertThat(names(draws, 1000, 9)).hasSize(100).isEqualTo(run.plan(1000).domains());
    assertThat(draws.hasNext()).isFalse();
    assertThat(draws.next(5)).isEmpty();
  }

  @Test
  void makesTheDrawsOfAllWorkers() {
    VersaTune run = VersaTune.builder().domains(NAMES).worker(Worker.of(1, 3)).build();
    run.plan(5);
    DrawSequence draws = DrawSequence.after(run.snapshot());

    assertThat(names(draws, 30, 30)).isEqualTo(run.plan(10).sequence());
  }

  @Test
  void refusesASamplerThatItCannotBuildAndFewerThanOneDraw() {
    DomainSampler.Kind own =
        new DomainSampler.Kind() {
          @Override
          public RuleDescription describe() {
            return RuleDescription.of("own", Map.of());
          }

          @Override
          public DomainSampler start(DomainDistribution weights, long seed) {
            return Samplers.exact().start(weights, seed);
          }

          @Override
          public DomainSampler resume(DomainDistribution weights, SavedState state) {
            return Samplers.exact().resume(weights, state);
          }
        };
    Snapshot snapshot = VersaTune.builder().domains(NAMES).sampler(own).build().snapshot();

    assertThatThrownBy(() -> DrawSequence.after(snapshot))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DrawSequenceTest");
    DrawSequence draws = DrawSequence.after(VersaTune.builder().domains(NAMES).build().snapshot());
    assertThatThrownBy(() -> draws.next(0)).hasMessageContaining("at least 1");
  }
}
