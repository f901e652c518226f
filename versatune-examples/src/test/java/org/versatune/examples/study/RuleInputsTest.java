// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.examples.MadeUpText;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.FolderCorpora;
import org.versatune.scheduling.Schedulers;

/** Every rule of the library can be asked for by its name alone. */
class RuleInputsTest {
  private static RuleInputs inputs;
  private static DomainDistribution detected;

  @BeforeAll
  static void prepare(@TempDir Path folder) {
    Corpora corpora =
        FolderCorpora.read(
            MadeUpText.write(folder.resolve("data")), CorpusOptions.defaults(), line -> {});
    StudyPlan plan =
        new QuickstartPlan(QuickstartPlan.Model.WINDOW, 1, "4", Optional.empty())
            .of(corpora.domains(), Optional.of("boats"));
    Optional<DomainDistribution> mix = Optional.of(DomainDistribution.uniform(corpora.domains()));
    Means means =
        new Means(
            plan,
            corpora,
            new StudyModel(corpora, plan),
            mix,
            new ResultStore(folder, false),
            folder.resolve("models"),
            new StudyLog(new PrintWriter(new StringWriter()), true));
    inputs = new RuleInputs(new Workbench(means, mix, 1, 0), "boats", 4);
    detected = DomainDistribution.of(corpora.domains(), 0.2, 0.3, 0.5);
  }

  @ParameterizedTest
  @MethodSource("org.versatune.scheduling.Schedulers#names")
  void aNameIsEnough(String name) {
    RuleDescription asked = RuleDescription.of(name);
    assertThatCode(() -> RuleInputs.check(asked)).doesNotThrowAnyException();

    WeightScheduler rule = inputs.complete(asked, detected);

    assertThat(rule.describe().name()).isEqualTo(name);
    Setup setup =
        Setup.of(detected)
            .with(Signal.DOMAIN_SIZE, Map.of("boats", 9, "numbers", 9, "shouts", 9))
            .with(Signal.BASE_LOSS, Map.of("boats", 3, "numbers", 3, "shouts", 3))
            .with(Signal.REFERENCE_LOSS, Map.of("boats", 1, "numbers", 1, "shouts", 1));
    assertThat(rule.start(setup).weights().domains()).isEqualTo(detected.domains());
  }

  @Test
  void aScheduleEndsInUniformWeights() {
    WeightScheduler rule = inputs.complete(RuleDescription.of("schedule"), detected);
    WeightScheduler started = rule.start(Setup.of(detected)).nextAfter(rule);

    assertThat(started.update(detected, Feedback.at(4)).weights())
        .isEqualTo(DomainDistribution.uniform(detected.domains()));
  }

  @Test
  void expansionTakesTheTargetOfTheStudyUnlessItIsToldAnother() {
    assertThat(inputs.complete(RuleDescription.of("expansion"), detected).describe())
        .isEqualTo(Schedulers.expansion("boats").describe());
    assertThat(
            inputs
                .complete(RuleDescription.of("expansion", Map.of("target", "shouts")), detected)
                .describe())
        .isEqualTo(Schedulers.expansion("shouts").describe());
  }

  @Test
  void whatTheUserGivesStaysAndWrongOptionsAreFoundBeforeTraining() {
    RuleDescription asked = RuleDescription.of("skill-it", Map.of("rate", 0.7));

    assertThat(inputs.complete(asked, detected).describe().options())
        .containsEntry("rate", 0.7)
        .containsKey("influence");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuleInputs.check(RuleDescription.of("skill-it", Map.of("rate", -1))))
        .withMessageContaining("rate is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuleInputs.check(RuleDescription.of("nonsense")))
        .withMessageContaining("no built-in rule 'nonsense'");
  }
}
