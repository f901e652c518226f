// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.WeightScheduler;

/** Every array of a saved state, cut, stretched or with other numbers: no rule goes on from it. */
class DamagedStateTest {
  private static final int DOMAINS = 3;

  /** The rules, and every decorator that keeps numbers. */
  static Stream<RuleCase> rules() {
    List<RuleCase> cases = new ArrayList<>(RuleCase.all());
    decorated(cases, "dead band", Schedulers.deadBand(Schedulers.openGap(), 2));
    decorated(cases, "stopping", Schedulers.stopping(Schedulers.openGap(), 3));
    decorated(
        cases,
        "loss jump",
        SchedulerStack.builder(Schedulers.fostering()).onLossJump(1000).build());
    return cases.stream();
  }

  private static void decorated(List<RuleCase> cases, String label, WeightScheduler rule) {
    cases.add(new RuleCase(label, false, true, domains -> rule));
  }

  /** One array of a state. */
  private record Part(SavedState state, String name, ImmutableDoubleArray array, boolean isWhole) {
    double[] numbers() {
      return array.toArray();
    }

    static ImmutableList<Part> of(SavedState state) {
      ImmutableList.Builder<Part> parts = ImmutableList.builder();
      state.allDoubles().forEach((name, array) -> parts.add(new Part(state, name, array, false)));
      state
          .allLongs()
          .forEach(
              (name, array) ->
                  parts.add(
                      new Part(
                          state,
                          name,
                          ImmutableDoubleArray.copyOf(
                              array.stream().mapToDouble(number -> (double) number)),
                          true)));
      return parts.build();
    }

    /** The state with another array in the place of this one. */
    SavedState with(double... others) {
      SavedState.Builder changed = SavedState.builder();
      for (Part part : of(state)) {
        double[] now = part.name.equals(name) ? others : part.numbers();
        if (part.isWhole) {
          changed.longs(part.name, Arrays.stream(now).mapToLong(number -> (long) number).toArray());
        } else {
          changed.doubles(part.name, now);
        }
      }
      return changed.build();
    }

    SavedState with(int index, DoubleUnaryOperator change) {
      double[] others = numbers();
      others[index] = change.applyAsDouble(others[index]);
      return with(others);
    }

    /** States that no rule can have saved, by what is wrong with them. */
    Map<String, SavedState> damaged() {
      double[] numbers = numbers();
      Map<String, SavedState> damaged = new LinkedHashMap<>();
      if (numbers.length > 0) {
        damaged.put("none", with());
        damaged.put("one too few", with(Arrays.copyOf(numbers, numbers.length - 1)));
      }
      damaged.put("one too many", with(Arrays.copyOf(numbers, numbers.length + 1)));
      for (int i = 0; i < numbers.length; i++) {
        damaged.put("negative at " + i, with(i, number -> -Math.abs(number) - 2.5));
      }
      return damaged;
    }

    /** Changes that cannot be told from a state that a rule did save. */
    boolean isPossible(String change) {
      boolean negative = change.startsWith("negative");
      return switch (name.substring(name.lastIndexOf('.') + 1)) {
        // As many vectors of losses as were seen: none at first.
        case "losses" -> change.equals("none") && array.length() % DOMAINS == 0;
        // Optional in snapshots of earlier versions.
        case "counts" -> change.equals("one too few");
        // A law of a loss that grows; improvements and their mean; the step before the first.
        case "law0", "law1", "law2", "improvement", "average" -> negative || change.equals("none");
        case "phase" -> change.equals("negative at 1");
        default -> name.contains("last.") && negative;
      };
    }
  }

  private static SavedState state(WeightScheduler rule, Scenario scenario, int reports) {
    RuleRun run = RuleRun.start(rule, scenario.setup());
    scenario.reports().subList(0, reports).forEach(run::report);
    return run.scheduler().state();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void noRuleGoesOnFromIt(RuleCase one) {
    Scenario scenario = Scenario.random(7, DOMAINS, 1);
    WeightScheduler rule = one.over().apply(scenario.domains());
    Setup setup = scenario.setup();
    for (int reports : new int[] {1, 4, 12}) {
      for (Part part : Part.of(state(rule, scenario, reports))) {
        part.damaged()
            .forEach(
                (change, state) -> {
                  if (!part.isPossible(change)) {
                    assertThatThrownBy(() -> rule.restore(setup, state))
                        .as("%s of '%s' %s", change, part.name, part.array)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("rule '")
                        .hasMessageContaining("saved");
                  }
                });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void noRuleGoesOnWithOtherDomains(RuleCase one) {
    Scenario four = Scenario.random(7, DOMAINS + 1, 1);
    Scenario three = Scenario.random(7, DOMAINS, 1);
    SavedState saved = state(one.over().apply(four.domains()), four, 12);
    WeightScheduler rule = one.over().apply(three.domains());
    if (!saved.isEmpty()) {
      assertThatThrownBy(() -> rule.restore(three.setup(), saved))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleGoesOnFromWhatItSaved(RuleCase one) {
    for (int domains = 1; domains <= DOMAINS; domains++) {
      Scenario scenario = Scenario.random(domains, domains, 1);
      for (int reports : new int[] {0, 1, 6, 12}) {
        WeightScheduler rule = one.over().apply(scenario.domains());
        SavedState saved = state(rule, scenario, reports);
        assertThat(rule.restore(scenario.setup(), saved).state()).isEqualTo(saved);
      }
    }
  }

  @Test
  void numbersThatDoNotGoTogetherAreRefused() {
    Scenario scenario = Scenario.random(7, DOMAINS, 1);
    WeightScheduler band = Schedulers.deadBand(Schedulers.openGap(), 2);
    Map<String, Part> parts = new LinkedHashMap<>();
    Part.of(state(band, scenario, 2)).forEach(part -> parts.put(part.name(), part));
    Part steps =
        parts.getOrDefault(
            "steps", new Part(SavedState.empty(), "", ImmutableDoubleArray.of(), true));
    assertThatThrownBy(() -> band.restore(scenario.setup(), steps.with(1, step -> -1)))
        .hasMessageContaining("rule 'dead-band'")
        .hasMessageContaining("the loss of domain '" + scenario.domains().get(1) + "' and its step")
        .hasMessageContaining("go on from another one");
  }

  @Test
  void theRuleInsideIsNamedOnce() {
    Scenario scenario = Scenario.random(7, DOMAINS, 1);
    WeightScheduler band = Schedulers.deadBand(Schedulers.openGap(), 2);
    SavedState bad =
        SavedState.builder()
            .nested("rule", SavedState.builder().doubles("first", 1, -2, 3).build())
            .build();
    assertThatThrownBy(() -> band.restore(scenario.setup(), bad))
        .hasMessage(
            "rule 'open-gap': saved state 'first' of domain '"
                + scenario.domains().get(1)
                + "' is -2.0; it must be at least 0: the snapshot was changed or is damaged, go on"
                + " from another one");
  }
}
