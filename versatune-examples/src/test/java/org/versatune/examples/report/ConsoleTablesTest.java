// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.StudyResults;

class ConsoleTablesTest {
  private final StudyResults six =
      SimulatedStudy.of("law", "medicine", "finance", "science", "code", "general");

  @Test
  void thePlainTableHoldsEveryNumber() {
    String table = ConsoleTables.of(six).get(0);

    for (Run run : six.runs(six.groups(Group.FOSTERING).get(0))) {
      assertThat(table).contains(run.key().choice().strategy());
      for (String domain : six.domains()) {
        assertThat(table)
            .contains(
                ascii(
                    // Tokens of the study are bytes, so that bits per byte are bits per token.
                    Numbers.loss(run.measure(Measures.LOSS + domain) / Math.log(2))
                        + " ("
                        + Numbers.gain(run.measure(Measures.GAIN + domain))
                        + ")"));
      }
      assertThat(table).contains(ascii(Numbers.gain(run.measure(Measures.MEAN_GAIN))));
    }
    assertThat(table.chars()).allMatch(c -> c < 0x80);
  }

  @Test
  void plainColumnsAreAlignedAndFitATerminal() {
    List<String> lines = ConsoleTables.of(six).get(0).lines().toList();

    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(110));
    // A closing bracket, the last character of every number, stands in the same column for all.
    List<Integer> ends =
        lines.stream()
            .filter(line -> line.startsWith("law ") || line.startsWith("general "))
            .limit(1)
            .map(line -> line.indexOf(')'))
            .toList();
    assertThat(
            lines.stream()
                .filter(line -> six.domains().stream().anyMatch(d -> line.startsWith(d + " ")))
                .limit(six.domains().size())
                .map(line -> line.indexOf(')')))
        .hasSize(6)
        .containsOnly(ends.get(0));
  }

  @Test
  void longNamesAreShortenedAndWideTablesContinueBelow() {
    String domain = "a domain whose name goes on and on for more than any column has room";
    StudyResults results = SimulatedStudy.of(domain, "other");

    List<String> lines = ConsoleTables.of(results).get(0).lines().toList();

    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(110));
    assertThat(lines.stream().filter(line -> line.startsWith("a domain whose")))
        .hasSizeGreaterThan(1);
  }

  @Test
  void theBestIsMarkedOnceARowUnlessSeveralReadTheSame() {
    Run best =
        six.runs(six.groups(Group.FOSTERING).get(0)).stream()
            .max(Comparator.comparingDouble(run -> run.measure(Measures.MEAN_GAIN)))
            .orElseThrow();
    List<String> rows =
        ConsoleTables.of(six).get(0).lines().filter(line -> line.startsWith("mean gain")).toList();
    assertThat(String.join(" ", rows))
        .containsOnlyOnce("*")
        .contains(ascii(Numbers.gain(best.measure(Measures.MEAN_GAIN))) + "*");
  }

  @Test
  void expansionShowsGainAndForgetting() {
    String table = ConsoleTables.of(six).get(1);

    assertThat(table).contains("Expansion of medicine");
    for (Run run : six.runs(six.groups(Group.EXPANSION).get(0))) {
      String row =
          table
              .lines()
              .filter(line -> line.startsWith(run.key().choice().strategy()))
              .findFirst()
              .orElseThrow();
      assertThat(row)
          .contains(
              ascii(Numbers.gain(run.measure(Measures.TARGET_GAIN))),
              ascii(Numbers.percent(run.measure(Measures.MEAN_FORGETTING))),
              ascii(Numbers.percent(run.measure(Measures.MAX_FORGETTING))));
    }
  }

  @Test
  void anUndefinedGainIsExplainedBelow() {
    StudyResults results =
        SimulatedStudy.of(ImmutableList.of("law", "news"), ImmutableList.of("news"));

    assertThat(ConsoleTables.of(results).get(0))
        .contains("(undefined)", "Gain on news is undefined: its specialist");
  }

  private static String ascii(String text) {
    return text.replace('\u2212', '-').replace('\u00A0', ' ');
  }
}
