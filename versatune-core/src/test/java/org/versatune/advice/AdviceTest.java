// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.advice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;

class AdviceTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "code", "general");
  private static final DomainDistribution DETECTED = DomainDistribution.of(DOMAINS, .2, .3, .5);
  private static final DomainDistribution UNIFORM = DomainDistribution.uniform(DOMAINS);
  private static final ImmutableList<Studied> EIGHT_BYTES =
      ImmutableList.of(Studied.all().get(Studied.all().size() - 1));
  private static final Setup BARE = Setup.of(DETECTED);
  private static final Setup SETUP =
      BARE.with(Signal.REFERENCE_LOSS, ImmutableMap.of("law", 1, "code", 1, "general", 1))
          .with(Signal.BASE_LOSS, ImmutableMap.of("law", 2, "code", 2, "general", 2))
          .with(Signal.DOMAIN_SIZE, ImmutableMap.of("law", 9, "code", 9, "general", 9));

  /** As docs/results/language-model has it: open gap is above uniform weights in both measures. */
  @ParameterizedTest
  @ValueSource(longs = {1, 60, 120, 240, 100_000})
  void theTransformerSaysOpenGapWhereReferencesAreKnown(long steps) {
    Advice advice = Advice.of(SETUP, steps, Goal.meanGain());

    assertThat(advice.rule()).isEqualTo(Schedulers.openGap());
    assertThat(advice.initial()).isEqualTo(UNIFORM);
    assertThat(advice.source()).contains("transformer");
    assertThat(advice.cautions()).anyMatch(c -> c.contains("eight bytes") && c.contains("uniform"));
  }

  /** Without reference losses the best that can be used is the base model's mix, or uniform. */
  @Test
  void withoutReferencesTheTransformerSaysTheDetectedMixOrUniform() {
    Advice brief = Advice.of(BARE, 60, Goal.meanGain());
    Advice longer = Advice.of(BARE, 240, Goal.meanGain());

    assertThat(brief.rule()).isEqualTo(Schedulers.constant());
    assertThat(brief.initial()).isEqualTo(DETECTED);
    assertThat(longer.rule()).isEqualTo(Schedulers.uniform());
  }

  /** As docs/results has it for the eight-byte model. */
  @ParameterizedTest
  @ValueSource(longs = {1, 80, 160, 320, 100_000})
  void forTheMeanGainTheEvidenceOfEightBytesSaysUniform(long steps) {
    for (Setup setup : ImmutableList.of(BARE, SETUP)) {
      Advice advice = Advice.of(setup, steps, Goal.meanGain(), EIGHT_BYTES);

      assertThat(advice.rule()).isEqualTo(Schedulers.uniform());
      assertThat(advice.initial()).isEqualTo(UNIFORM);
      assertThat(advice.reason()).contains("no strategy is surely above uniform weights");
      assertThat(advice.cautions().get(0))
          .contains("eight bytes", steps == 1 ? "80 steps" : steps > 320 ? "320 steps" : "steps");
    }
  }

  @Test
  void forTheWorstDomainItSaysOpenGap() {
    Advice advice = Advice.of(SETUP, 320, Goal.worstGain(), EIGHT_BYTES);

    assertThat(advice.rule()).isEqualTo(Schedulers.openGap().power(2));
    assertThat(advice.initial()).isEqualTo(UNIFORM);
    assertThat(advice.reason()).contains("open gap β 2", "+0.033 [-0.019, +0.069]", "+0.264");
    assertThat(advice.table().get(0).numbers().get("worst_gain"))
        .as("the study knew the true mix of its base model")
        .isEqualTo(new Evidence.Range(0.126442, 0.097479, 0.159848));
    assertThat(advice.cautions()).anyMatch(caution -> caution.contains("left out"));
  }

  @Test
  void whatNeedsReferenceLossesIsNotAdvisedWithoutThem() {
    Advice advice = Advice.of(BARE, 320, Goal.worstGain(), EIGHT_BYTES);

    assertThat(advice.rule().signals()).doesNotContain(Signal.REFERENCE_LOSS);
    assertThat(advice.rule()).isNotEqualTo(Schedulers.openGap().power(2));
  }

  @Test
  void aPromiseNeedsProtection() {
    Protection promise = Protection.of("general").within(.02);

    Advice advice = Advice.of(SETUP, 160, Goal.protect(promise), EIGHT_BYTES);

    assertThat(advice.rule()).isEqualTo(Schedulers.protecting(Schedulers.uniform(), promise));
    assertThat(advice.reason()).contains("no rule keeps a domain within a limit by itself");
    assertThat(advice.cautions()).anyMatch(caution -> caution.contains("was protected"));
  }

  @Test
  void aDomainAloneCannotBeExpanded() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Advice.of(
                    Setup.of(DomainDistribution.uniform("law")), 160, Goal.expand("law", .01)))
        .withMessageContaining("'law' is the only domain");
  }

  /** What was protected within nothing shows little of a promise of one per cent. */
  @Test
  void theToleranceThatIsAskedForCounts() {
    Advice asked = Advice.of(SETUP, 240, Goal.protect(Protection.all()));
    Advice strict = Advice.of(SETUP, 240, Goal.protect(Protection.all().within(0)));
    Advice other = Advice.of(SETUP, 240, Goal.protect(Protection.all().within(.05)));

    assertThat(asked.reason()).contains("'open gap, protected' from uniform", "surely kept");
    assertThat(strict.reason()).contains("'open gap, protected, τ 0' from uniform", "forgot least");
    assertThat(strict.cautions()).noneMatch(caution -> caution.contains("protected within"));
    assertThat(asked.cautions()).noneMatch(caution -> caution.contains("protected within"));
    assertThat(other.cautions())
        .anyMatch(
            caution -> caution.contains("the study protected within 0.0 and this run within 0.05"));
  }

  /** Around uniform weights a tolerance of one per cent did not keep one per cent, and 0 did. */
  @Test
  void aToleranceBelowThePromiseIsAdvisedWhereItWasNeeded() {
    Advice advice = Advice.of(BARE, 240, Goal.protect(Protection.all()));

    assertThat(advice.rule())
        .isEqualTo(Schedulers.protecting(Schedulers.constant(), Protection.all()));
    assertThat(advice.reason())
        .contains("'uniform, protected' from uniform forgot least", "none of which surely kept");
    assertThat(advice.cautions())
        .anyMatch(caution -> caution.contains("tolerances of 0.0 'uniform, protected, τ 0'"));
  }

  @Test
  void anExpansionIsTheOneThatGainsMostWithinWhatIsBorne() {
    Advice much = Advice.of(SETUP, 320, Goal.expand("law", .02), EIGHT_BYTES);
    Advice little = Advice.of(SETUP, 320, Goal.expand("law", .0125), EIGHT_BYTES);
    Advice nothing = Advice.of(SETUP, 320, Goal.expand("law", 0), EIGHT_BYTES);

    assertThat(much.rule())
        .isEqualTo(Schedulers.expansion("law").against(Baseline.BASE).step(.1).magnitude(20));
    assertThat(much.initial()).isEqualTo(DETECTED);
    assertThat(little.rule()).isEqualTo(Schedulers.constant());
    assertThat(little.initial().toArray()).containsExactly(.5, .25, .25);
    assertThat(nothing.reason()).contains("no strategy surely stays within 0.0", "forgets least");
  }

  @Test
  void theRunCanDoWhatIsAdvised() {
    for (Goal goal :
        ImmutableList.of(
            Goal.meanGain(),
            Goal.worstGain(),
            Goal.protect(Protection.all()),
            Goal.expand("code", .01))) {
      Advice advice = Advice.of(SETUP, 200, goal);
      VersaTune run =
          VersaTune.builder()
              .initial(advice.initial())
              .scheduler(advice.rule())
              .referenceLosses(SETUP.byDomain(Signal.REFERENCE_LOSS))
              .baseLosses(SETUP.byDomain(Signal.BASE_LOSS))
              .build();
      run.report(Feedback.at(1).losses(ImmutableMap.of("law", 1.9, "code", 1.8, "general", 2.1)));

      assertThat(advice.toString()).contains(goal.toString(), "Mind: ", "docs/results");
      assertThat(advice.toString().contains(" more")).isEqualTo(advice.table().size() > 5);
    }
  }

  /** Rows of other models are data: what they say of protected strategies is followed. */
  @Test
  void aStudyWithProtectedStrategiesIsFollowedAndAnotherThatDisagreesIsNamed() {
    String rows =
        """
        {"format": "versatune-evidence", "model": "a transformer", "source": "made up", "rows": [
          {"study": "fostering", "steps": 100, "strategy": "uniform", "start": "uniform",
           "rule": {"name": "uniform", "options": {}}, "numbers": {"mean_gain": [0.2, 0.1, 0.3]}},
          {"study": "fostering", "steps": 100, "strategy": "kept", "start": "detected",
           "rule": {"name": "open-gap", "options": {"power": 3}}, "protect": {"within": 0.01},
           "numbers": {"mean_gain": [0.19, 0.18, 0.2], "worst_gain": [0.01, 0.0, 0.02]}},
          {"study": "fostering", "steps": 100, "strategy": "better", "start": "uniform",
           "rule": {"name": "fostering", "options": {}},
           "numbers": {"mean_gain": [0.3, 0.25, 0.35], "mean_gain_over_uniform": [0.1, 0.05, 0.15]}}
        ]}
        """;
    Studied made = Studied.read("made.json", rows.getBytes(UTF_8));
    ImmutableList<Studied> both = ImmutableList.of(made, EIGHT_BYTES.get(0));
    Protection promise = Protection.of("law").within(.05);

    Advice kept = Advice.of(SETUP, 100, Goal.protect(promise), both);
    assertThat(kept.rule())
        .isEqualTo(Schedulers.protecting(Schedulers.openGap().power(3), promise));
    assertThat(kept.initial()).isEqualTo(DETECTED);
    Advice mean = Advice.of(SETUP, 100, Goal.meanGain(), both);
    assertThat(mean.rule()).isEqualTo(Schedulers.fostering());
    assertThat(mean.cautions())
        .anyMatch(caution -> caution.contains("eight bytes, 108 000 parameters says uniform"));
    assertThat(Advice.of(BARE, 100, Goal.meanGain(), both).rule()).isEqualTo(Schedulers.uniform());
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Advice.of(SETUP, 0, Goal.meanGain()))
        .withMessageContaining("steps is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Advice.of(SETUP, 9, Goal.expand("medicine", .1)))
        .withMessageContaining("'medicine'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Advice.of(SETUP, 9, Goal.protect(Protection.of("medicine"))))
        .withMessageContaining("'medicine'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Goal.expand("law", -1))
        .withMessageContaining("forgetting is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Goal.expand(" ", 0))
        .withMessageContaining("blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Studied.read("x.json", "{\"format\":\"?\"}".getBytes(UTF_8)))
        .withMessageContaining("x.json");
  }

  /** The numbers are those of the results in the documentation, as long as those are the same. */
  @ParameterizedTest
  @CsvSource({"0, ../docs/results/language-model", "1, ../docs/results"})
  void theNumbersAreThoseOfTheResults(int place, Path results) throws Exception {
    Studied studied = Studied.all().get(place);
    String commit =
        JsonObject.read(Files.readString(results.resolve("provenance.json"))).text("commit");
    assumeTrue(studied.source().contains(commit), results + " is of another commit");
    Map<String, double[]> numbers = new HashMap<>();
    for (Object one : (Iterable<?>) Json.read(Files.readString(results.resolve("summary.json")))) {
      JsonObject entry = JsonObject.of("entry", one);
      String target = entry.text("target");
      String study = entry.text("study");
      String setting = entry.text("setting");
      boolean whole = setting.matches("x[0-9]+"); // others are cut out of runs, at equal gain
      if (whole && (study.equals("fostering") || target.equals("all"))) {
        long length = Long.parseLong(setting.substring(1));
        numbers.put(
            study
                + entry.integer("budget") * length
                + entry.text("strategy")
                + entry.text("start")
                + entry.text("measure"),
            new double[] {entry.number("mean"), entry.number("low"), entry.number("high")});
      }
    }
    int compared = 0;
    for (Studied.Row row : studied.rows()) {
      Evidence evidence = row.evidence();
      for (String measure :
          ImmutableList.of(
              "mean_gain", "worst_gain", "target_gain", "mean_forgetting", "max_forgetting")) {
        Evidence.Range range = evidence.numbers().get(measure);
        if (range != null) {
          assertThat(new double[] {range.mean(), range.low(), range.high()})
              .isEqualTo(
                  numbers.get(
                      row.study()
                          + evidence.steps()
                          + evidence.strategy()
                          + evidence.start()
                          + measure));
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(place == 0 ? (36 + 8) * 3 : (111 + 17) * 3);
  }
}
