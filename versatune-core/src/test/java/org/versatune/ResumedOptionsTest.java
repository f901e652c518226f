// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.EveryRule;
import org.versatune.scheduling.Schedulers;

/** Parts that a saved run goes on with, and that have more options than they had, or others. */
class ResumedOptionsTest {
  private static final List<String> DOMAINS = List.of("law", "medicine", "code");
  private static final ImmutableMap<String, Double> ONES =
      ImmutableMap.of("law", 1.0, "medicine", 1.0, "code", 1.0);

  static Stream<WeightScheduler> rules() {
    return EveryRule.over(DOMAINS).stream();
  }

  private static RunBuilder builder(WeightScheduler rule) {
    return VersaTune.builder()
        .domains(DOMAINS)
        .referenceLosses(ONES)
        .domainSizes(Maps.transformValues(ONES, one -> 100))
        .scheduler(rule);
  }

  /** The snapshot as a version of the library saved it in which the rule had one option less. */
  private static Snapshot without(Snapshot snapshot, String option) {
    RunState saved = snapshot.state();
    RuleDescription rule =
        RuleDescription.of(
            saved.rule().name(),
            Maps.filterKeys(saved.rule().options(), name -> !name.equals(option)));
    return new Snapshot(
        new RunState(
            saved.setup(),
            rule,
            saved.sampler(),
            saved.own(),
            saved.options(),
            saved.schedulerState(),
            saved.trackerBaseline(),
            saved.trackerState(),
            saved.draws(),
            saved.reportedStep()));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void anOptionThatARuleDidNotHaveIsAsItsDefault(WeightScheduler rule) {
    Snapshot saved = builder(rule).build().snapshot();
    for (String option : saved.state().rule().options().keySet()) {
      Snapshot older = without(saved, option);
      boolean isDefault = RunRule.withDefaults(older.state().rule()).equals(saved.state().rule());
      try (Warnings warnings = new Warnings()) {
        assertThat(VersaTune.resuming(older).scheduler(rule).build().reportedStep()).isEqualTo(-1);
        assertThat(warnings.heard().stream().filter(text -> text.contains("as given")).toList())
            .as(option)
            .hasSize(isDefault || option.equals("against") ? 0 : 1);
      }
    }
  }

  @Test
  void nearlyAllOptionsOfTheRulesAreTriedByThat() {
    long defaults =
        rules()
            .map(rule -> builder(rule).build().snapshot())
            .flatMap(
                saved ->
                    saved.state().rule().options().keySet().stream()
                        .filter(
                            option ->
                                RunRule.withDefaults(without(saved, option).state().rule())
                                    .equals(saved.state().rule())))
            .count();
    assertThat(defaults).isGreaterThan(20);
  }

  @Test
  void aSharedRunOfAnOlderVersionIsTheSame(@TempDir Path folder) {
    RunBuilder described = builder(Schedulers.fostering());
    Worker only = Worker.only();
    SharedRun.in(folder, only).open(described).close();
    Path start = folder.resolve("start.json");
    Snapshot saved = Snapshot.read(start);
    String option = saved.state().rule().options().keySet().iterator().next();
    without(saved, option).write(start);

    try (SharedRun again = SharedRun.in(folder, only).open(described)) {
      assertThat(again.run().rule()).isEqualTo(saved.state().rule());
    }
  }

  @Test
  void aSamplerWithOtherOptionsIsSaid() {
    Snapshot saved =
        VersaTune.builder()
            .domains(DOMAINS)
            .sampler(Samplers.exact().shuffled(8))
            .build()
            .snapshot();
    try (Warnings warnings = new Warnings()) {
      VersaTune.resuming(saved).sampler(Samplers.exact().shuffled(8)).build().close();
      assertThat(warnings.heard()).isEmpty();
      VersaTune.resuming(saved).sampler(Samplers.exact().shuffled(9)).build().close();
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("exact{window=8}", "exact{window=9}", "its draws are not those");
    }
  }
}
