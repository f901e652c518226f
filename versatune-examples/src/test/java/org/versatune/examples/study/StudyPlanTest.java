// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.WeightScheduler;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.RunKey;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;

class StudyPlanTest {
  private static final String MINIMUM =
      """
      seeds: [1, 2]
      base: {steps: 5, batchSize: 4, sequenceLength: 16, learningRate: 0.01,
             detectionSamples: 4, detectionCharacters: 16}
      fineTuning: {batchSize: 4, sequenceLength: 16, learningRate: 0.01, evaluations: 5,
                   validationSequences: 2, testSequences: 2}
      inputSteps: 4
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"evidence.yaml", "language-model.yaml"})
  void theShippedPlansAre(String file) {
    StudyPlan plan = StudyPlan.read(Path.of("studies", file));

    assertThat(plan.seeds()).hasSizeGreaterThanOrEqualTo(5);
    assertThat(plan.fostering()).isNotNull();
    assertThat(plan.expansion()).isNotNull();
    assertThat(plan.detection()).isNotNull();
    List<Planned> runs = Planned.of(plan);
    assertThat(runs.stream().map(Planned::key)).doesNotHaveDuplicates();
    assertThat(runs.stream().map(run -> run.key().group().study()).distinct())
        .containsExactlyInAnyOrder("fostering", "expansion", "confirmation");
  }

  @Test
  void theModelIsTheWindowUnlessThePlanSaysOtherwise() {
    assertThat(StudyPlan.parse(MINIMUM).model()).isEqualTo("window");
    assertThat(StudyPlan.parse("model: transformer\n" + MINIMUM).model()).isEqualTo("transformer");
    StudyPlan embedded =
        StudyPlan.parse("model: transformer\n" + MINIMUM.replace("steps: 5", "steps: 0"));
    assertThat(embedded.base().embedded()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StudyPlan.parse("model: gpt\n" + MINIMUM))
        .withMessageContaining("model is 'gpt'; there are [window, transformer]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StudyPlan.parse(MINIMUM.replace("steps: 5", "steps: 0")))
        .withMessageContaining("stands for the embedded transformer");
  }

  @Test
  void aStrategyMayBeProtected() {
    String fostering =
        """
        fostering:
          steps: [10]
          starts: [uniform]
          baseline: even
          strategies:
            - {name: even}
            - {name: kept, rule: open-gap, protect: {within: 0.02, integral: 3}}
            - {name: general kept, rule: open-gap, protect: {within: {law: 0.01}}}
        """;
    StudyPlan.Fostering plan = StudyPlan.parse(MINIMUM + fostering).fostering();
    ImmutableList<String> domains = ImmutableList.of("law", "code");
    WeightScheduler rule = Schedulers.openGap();
    Protection kept = Protection.all().within(.02).integral(3);

    assertThat(plan).isNotNull();
    assertThat(plan.strategies().get(0).around(rule, domains, "")).isSameAs(rule);
    assertThat(plan.strategies().get(1).around(rule, domains, ""))
        .isEqualTo(Schedulers.protecting(rule, kept));
    assertThat(plan.strategies().get(1).around(rule, domains, "law"))
        .as("the target is not protected")
        .isEqualTo(Schedulers.protecting(rule, Protection.of("code").within(.02).integral(3)));
    assertThat(plan.strategies().get(2).around(rule, domains, "code"))
        .isEqualTo(Schedulers.protecting(rule, Protection.of("law")));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> plan.strategies().get(2).around(rule, ImmutableList.of("general", "code"), ""))
        .withMessageContainingAll("'law'", "[general, code]");
  }

  @Test
  void aStrategyRunsFromEveryStartAndOverEveryLength() {
    StudyPlan plan =
        StudyPlan.parse(
            MINIMUM
                + """
                fostering:
                  steps: [10, 20]
                  starts: [detected, uniform]
                  baseline: even
                  strategies:
                    - {name: even, starts: [uniform]}
                    - {name: rule, rule: fostering, options: {magnitude: 5}}
                    - {name: own, mix: {law: 0.5}, lengths: [1, 3]}
                """);

    ImmutableList<RunKey> keys =
        Planned.of(plan).stream().map(Planned::key).collect(ImmutableList.toImmutableList());

    assertThat(keys).hasSize(2 * (2 + 4 + 4));
    assertThat(keys)
        .contains(key("rule", "uniform", 20, 1, 2))
        .contains(key("own", "mix", 10, 3, 1));
  }

  private static RunKey key(String strategy, String start, int steps, int length, long seed) {
    return new RunKey(
        new Group("fostering", "x" + length, "", steps), new Choice(strategy, start), seed);
  }

  @Test
  void mixesShareWhatIsLeft() {
    ImmutableList<String> domains = ImmutableList.of("a", "b", "c");

    assertThat(Mixes.of(domains, "b", ImmutableMap.of("target", .5)).toArray())
        .containsExactly(.25, .5, .25);
    assertThat(Mixes.of(domains, "b", ImmutableMap.of("target", 1.0)).toArray())
        .containsExactly(0, 1, 0);
    assertThat(Mixes.of(domains, "", ImmutableMap.of()).toArray())
        .containsExactly(1 / 3.0, 1 / 3.0, 1 / 3.0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mixes.of(domains, "b", ImmutableMap.of("d", .5)))
        .withMessageContaining("a mix names domain 'd'; there are [a, b, c]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mixes.of(domains, "b", ImmutableMap.of("a", .8, "b", .8)))
        .withMessageContaining("sum to 1.6");
  }

  /** Too deep for the parser, which then does not know where. */
  @Test
  void aPlanThatIsNestedWithoutEndIsNoPlan() {
    for (String deep :
        new String[] {"[".repeat(5000), "{a: ".repeat(5000), "{\"a\":".repeat(5000)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> StudyPlan.parse(deep))
          .withMessageContaining("this is no plan of a study: ");
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Path file = folder.resolve("plan.yaml");
    Files.writeString(file, MINIMUM + "colour: red\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StudyPlan.read(file))
        .withMessageContaining(file.toString())
        .withMessageContaining("colour");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StudyPlan.parse(MINIMUM.replace("seeds: [1, 2]", "seeds: [1, 1]")))
        .withMessageContaining("a seed twice ([1, 1])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StudyPlan.parse("seeds: [1]\ninputSteps: 4"))
        .withMessageContaining("lacks 'base'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StudyPlan.parse(MINIMUM.replace("steps: 5", "steps: -5")))
        .withMessageContaining("'base' lacks a number or has one that is not above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                StudyPlan.parse(
                    MINIMUM + "confirmation: {seeds: [2], steps: [5], strategies: [x]}"))
        .withMessageContaining("seed 2 is in 'seeds' and in the confirmation");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                StudyPlan.parse(
                    MINIMUM
                        + "fostering: {steps: [5], starts: [uniform], baseline: other,"
                        + " strategies: [{name: x}]}"))
        .withMessageContaining("compares with 'other', which is none of its strategies [x]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                StudyPlan.parse(
                    MINIMUM
                        + "fostering: {steps: [5], starts: [uniform], baseline: x,"
                        + " strategies: [{name: x, starts: [nowhere]}]}"))
        .withMessageContaining("strategy 'x' starts from 'nowhere'");
  }

  private static final String FOSTERING =
      """
      fostering: {steps: [10], starts: [uniform], baseline: even, strategies: [{name: even}]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "confirmation: {seeds: [3], steps: [6], strategies: [evn]}"
            + " | the confirmation names strategy 'evn', which is none of the fostering's: [even]",
        "frontier: {seed: 7, steps: [10], rounds: [2], kept: 1}"
            + " | frontier searches on seed 7, which is none of 'seeds' [1, 2]",
        "detection: {mixes: {a: {law: 1}}, temperatures: [0], samples: [10], ngrams: [3]}"
            + " | temperatures has 0.0; a temperature must be finite and above 0",
        "detection: {mixes: {a: {law: 1}}, temperatures: [1], samples: [10], ngrams: [13]}"
            + " | ngrams has 13; it must be 1 to 12",
        "detection: {mixes: {}, temperatures: [1], samples: [10], ngrams: [3]}"
            + " | detection has no mix"
      })
  void partsThatWouldFailLateOrDoNothingAreRefused(String part, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StudyPlan.parse(MINIMUM + FOSTERING + part))
        .withMessageContaining(message);
  }

  @Test
  void aPackedPlanIsNamedOnce() throws IOException {
    Path file = folder.resolve("plan.yaml");
    Files.write(file, new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StudyPlan.read(file))
        .withMessage(file + " is packed with zstd; unpack it first, for example with unzstd");
  }
}
