package org.versatune.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.versatune.examples.report.ConsoleTables.Format;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.results.ExpansionStudy.ExpansionRun;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;

class ConsoleTablesTest {
  private final StudyResults six =
      SimulatedStudy.of("law", "medicine", "finance", "science", "code", "general");

  @Test
  void thePlainTableHoldsEveryNumber() {
    String table = ConsoleTables.fostering(six, Format.PLAIN);

    for (StrategyRun run : six.fostering()) {
      assertThat(table).contains(run.name());
      for (String domain : six.domains()) {
        assertThat(table)
            .contains(
                ascii(
                    Numbers.loss(Gains.get(run.testLosses(), domain))
                        + " ("
                        + Numbers.gain(Gains.of(run, domain))
                        + ")"));
      }
      assertThat(table).contains(ascii(Numbers.gain(Gains.mean(run))));
    }
    assertThat(table.chars()).allMatch(c -> c < 0x80);
  }

  @Test
  void plainColumnsAreAlignedAndFitATerminal() {
    List<String> lines = ConsoleTables.fostering(six, Format.PLAIN).lines().toList();

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

    List<String> lines = ConsoleTables.fostering(results, Format.PLAIN).lines().toList();

    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(110));
    assertThat(lines.stream().filter(line -> line.startsWith("a domain whose")))
        .hasSizeGreaterThan(1);
    assertThat(ConsoleTables.fostering(results, Format.MARKDOWN)).contains(domain);
  }

  @Test
  void theBestIsMarkedOnceARowUnlessSeveralReadTheSame() {
    String table = ConsoleTables.fostering(six, Format.MARKDOWN);
    StrategyRun best =
        six.fostering().stream()
            .reduce((a, b) -> Gains.mean(a) >= Gains.mean(b) ? a : b)
            .orElseThrow();

    String row =
        table.lines().filter(line -> line.startsWith("| mean gain")).findFirst().orElseThrow();
    assertThat(row).containsOnlyOnce("**" + Numbers.gain(Gains.mean(best)) + "**");
  }

  @Test
  void expansionShowsGainAndForgetting() {
    String table = ConsoleTables.expansion(six, Format.PLAIN);

    assertThat(table).contains("Expansion of medicine");
    for (ExpansionRun run : six.expansion().runs()) {
      String row =
          table.lines().filter(line -> line.startsWith(run.run().name())).findFirst().orElseThrow();
      assertThat(row)
          .contains(
              ascii(Numbers.gain(Gains.orNaN(run.targetGain()))),
              ascii(Numbers.percent(run.forgettingOfOthers().mean())),
              ascii(Numbers.percent(run.forgettingOfOthers().maximum())));
    }
  }

  @Test
  void markdownIsATableWhateverANameHolds() {
    StudyResults results = SimulatedStudy.of("a|b", "*c* <d> `e`");

    String table = ConsoleTables.fostering(results, Format.MARKDOWN);

    assertThat(table).contains("a\\|b", "\\*c\\* \\<d\\> \\`e\\`");
    List<String> rows = table.lines().filter(line -> line.startsWith("|")).toList();
    assertThat(rows).hasSize(2 + 2 + 3);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.replace("\\|", "").chars().filter(c -> c == '|').count())
                    .isEqualTo(2 + 2 + results.fostering().size()));
  }

  @Test
  void anUndefinedGainIsExplainedBelow() {
    StudyResults results =
        SimulatedStudy.of(ImmutableList.of("law", "news"), ImmutableList.of("news"));

    for (Format format : Format.values()) {
      assertThat(ConsoleTables.fostering(results, format))
          .contains("(undefined)", "Gain on news is undefined: its specialist");
    }
  }

  private static String ascii(String text) {
    return text.replace('\u2212', '-').replace('\u00A0', ' ');
  }
}
