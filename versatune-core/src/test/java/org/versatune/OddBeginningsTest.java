// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.scheduling.Schedulers;

/** Runs that begin in a way that nobody means. */
class OddBeginningsTest {
  private static RunBuilder run() {
    return VersaTune.builder().domains("law", "code");
  }

  private static List<String> heard(Runnable action) {
    try (Warnings warnings = new Warnings()) {
      action.run();
      return warnings.heard();
    }
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "law\u200B,(U+200B)",
        "la\u0000w,(U+0000)",
        "la\tw,(U+0009)",
        "\uFEFFlaw,(U+FEFF)",
        " law,white space at its beginning or end",
        "law\u00A0x ,white space at its beginning or end"
      })
  void aNameThatIsNotWhatPeopleSeeIsWarnedOf(String escaped, String says) {
    String name = escaped.translateEscapes();
    assertThat(heard(() -> VersaTune.builder().domains(name, "code").build()))
        .singleElement()
        .asString()
        .contains(says, "give it a name without");
  }

  @Test
  void namesThatDifferInCharactersWithoutAShapeReadAlike() {
    assertThat(heard(() -> VersaTune.builder().domains("law", "law\u200B").build()))
        .singleElement()
        .asString()
        .contains("two domains with weights of their own");
    assertThat(heard(() -> VersaTune.builder().domains("law", "médecine", "法律").build())).isEmpty();
  }

  @Test
  void joinersWithinANameAreWrittenOnPurpose() {
    String persian = "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645";
    assertThat(heard(() -> VersaTune.builder().domains(persian, "code").build())).isEmpty();
    assertThat(heard(() -> VersaTune.builder().domains("law\u200C", "code").build()))
        .singleElement()
        .asString()
        .contains("(U+200C)");
  }

  @Test
  void agesThatNoLossCanHaveAreRefused() {
    VersaTune run = run().build();
    run.plan(9);
    Feedback report = Feedback.at(5).losses(Map.of("law", 2, "code", 1));
    for (double age : new double[] {6, 0.5}) {
      assertThatExceptionOfType(InvalidFeedbackException.class)
          .isThrownBy(() -> run.report(report.with(Signal.LOSS_AGE, Map.of("code", age))))
          .withMessageContaining("LOSS_AGE of domain 'code' at step 5 is " + age)
          .withMessageContaining("a whole number up to 5");
    }
    assertThat(run.reportedStep()).isEqualTo(-1);
    assertThat(run.report(report.with(Signal.LOSS_AGE, Map.of("code", 5)))).isNotNull();
  }

  @Test
  void aWholeNumberIsNotWhatALargeDoubleStandsFor() {
    for (double steps : new double[] {1e30, Double.POSITIVE_INFINITY, 1L << 54}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Schedulers.named(RuleDescription.of("odm", Map.of("warmup", steps))))
          .withMessageContaining("a whole number is expected");
    }
    assertThat(
            Schedulers.named(RuleDescription.of("odm", Map.of("warmup", Long.MAX_VALUE)))
                .describe()
                .options())
        .containsEntry("warmup", Long.MAX_VALUE);
  }

  @Test
  void aVersionThatIsNoNumberIsSaid() {
    String json = run().build().snapshot().toJson();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Snapshot.fromJson(json.replaceFirst("\"version\" ?: ?1", "\"version\": \"1\"")))
        .withMessageContaining("'version' is \"1\" and not a whole number");
  }
}
