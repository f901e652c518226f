// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;

class ClassifierEvaluationTest {
  private static final List<String> DOMAINS = List.of("law", "code", "general");
  private static final WrittenProbabilities JUDGE = WrittenProbabilities.over(DOMAINS);

  private static final List<LabelledText> TEXTS =
      List.of(
          new LabelledText("law", "0.8 0.1 0.1"),
          new LabelledText("law", "0.2 0.5 0.3"),
          new LabelledText("law", "?"),
          new LabelledText("code", "0 1 0"),
          new LabelledText("code", "0.5 0.5 0"));

  @Test
  void countsAndAverages() {
    ClassifierEvaluation evaluation = ClassifierEvaluation.of(JUDGE, DOMAINS, TEXTS);

    assertThat(evaluation.accepted()).isEqualTo(4);
    assertThat(evaluation.declined()).isEqualTo(1);
    assertThat(evaluation.declined("law")).isEqualTo(1);
    assertThat(evaluation.declined("code")).isZero();
    assertThat(evaluation.count("law", "law")).isEqualTo(1);
    assertThat(evaluation.count("law", "code")).isEqualTo(1);
    assertThat(evaluation.count("code", "code")).isEqualTo(1);
    // A tie goes to the first.
    assertThat(evaluation.count("code", "law")).isEqualTo(1);
    assertThat(evaluation.count("general", "general")).isZero();
    assertThat(evaluation.accuracy()).isEqualTo(0.5);
    assertThat(evaluation.accuracyByDomain())
        .containsOnlyKeys("law", "code")
        .containsEntry("law", 0.5)
        .containsEntry("code", 0.5);
    assertThat(evaluation.meanConfidence()).isCloseTo((0.8 + 0.5 + 1 + 0.5) / 4, within(1e-12));
    assertThat(evaluation.logLoss())
        .isCloseTo(-(Math.log(0.8) + Math.log(0.2) + Math.log(0.5)) / 4, within(1e-12));
  }

  @Test
  void averagesTheJudgementsOfEachDomain() {
    DomainDistribution law =
        ClassifierEvaluation.of(JUDGE, DOMAINS, TEXTS).meanJudgements().get("law");

    assertThat(law).isNotNull();
    assertThat(law.weight("law")).isCloseTo(0.5, within(1e-12));
    assertThat(law.weight("code")).isCloseTo(0.3, within(1e-12));
    assertThat(law.weight("general")).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void takesDomainsInAnyOrder() {
    ClassifierEvaluation evaluation =
        ClassifierEvaluation.of(JUDGE, List.of("general", "code", "law"), TEXTS);

    assertThat(evaluation.count("law", "law")).isEqualTo(1);
    // Now code comes first in the tie.
    assertThat(evaluation.count("code", "code")).isEqualTo(2);
  }

  @Test
  void isInfinitelySorryForACertainMistake() {
    assertThat(
            ClassifierEvaluation.of(JUDGE, DOMAINS, List.of(new LabelledText("law", "0 1 0")))
                .logLoss())
        .isInfinite();
  }

  @Test
  void printsTheConfusionMatrix() {
    assertThat(ClassifierEvaluation.of(JUDGE, DOMAINS, TEXTS).toString().lines())
        .containsExactly(
            "actual                  law         code      general     declined",
            "law                       1            1            0            1",
            "code                      1            1            0            0",
            "general                   0            0            0            0",
            "accuracy 0.5000, mean confidence 0.7000, log-loss 0.6314 nats/text");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassifierEvaluation.of(JUDGE, DOMAINS, List.of()))
        .withMessage("no text to evaluate the classifier on");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ClassifierEvaluation.of(JUDGE, DOMAINS, List.of(new LabelledText("law", "?"))))
        .withMessageContaining("declined all 1 texts");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ClassifierEvaluation.of(
                    JUDGE, DOMAINS, List.of(new LabelledText("medicine", "1 0 0"))))
        .withMessageContaining("unknown domain 'medicine'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassifierEvaluation.of(JUDGE, List.of("law", "code"), TEXTS))
        .withMessageContaining("answers over [law, code, general]")
        .withMessageContaining("evaluated over [law, code]");
  }
}
