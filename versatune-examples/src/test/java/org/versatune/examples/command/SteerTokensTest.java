// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.WeightUnit;
import org.versatune.internal.Json;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;
import org.versatune.trainers.BlendFormat;
import org.versatune.trainers.Segment;

/** Plans whose weights are shares of tokens, and plans for trainers that take weights. */
class SteerTokensTest {
  private static final ImmutableMap<String, Integer> MEANS =
      ImmutableMap.of("law", 400, "code", 4000);

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeRows() throws IOException {
    for (String domain : MEANS.keySet()) {
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < 300; row++) {
        rows.append(Json.write(Map.of("source", domain, "text", "t" + row, "n", MEANS.get(domain))))
            .append('\n');
      }
      Files.writeString(folder.resolve(domain + ".jsonl"), rows);
    }
  }

  private String plan(String more) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            StandInTrainer.class.getName(),
            "plain",
            "{segment}",
            folder.resolve("out").toString(),
            "{step}",
            "{steps}",
            "no",
            "{blend}");
    Path plan = folder.resolve("versatune.yaml");
    Files.writeString(
        plan,
        "domains: {law: law.jsonl, code: code.jsonl}\nseed: 5\nbatch: 11\nsteps: 20\nrounds: 3\n"
            + "losses: {form: plain, path: out/losses.jsonl}\ncommand: "
            + Json.write(command)
            + "\n"
            + more
            + "\n");
    return plan.toString();
  }

  private int versatune(String... arguments) {
    return Versatune.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private Segment segment(int number) {
    return Segment.read(
        folder.resolve("versatune/segments/segment-0000" + number + ".manifest.json"));
  }

  /** Rows of 400 and 4 000 tokens at 1 : 1; the means are measured, or given. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokens: {field: n}",
        "tokens: {field: n}\\nmeanTokens: {law: 400, code: 4000}",
      })
  void weightsAreSharesOfTokens(String tokens) throws IOException {
    String plan = plan("weightUnit: tokens\n" + tokens.replace("\\n", "\n"));

    assertThat(versatune("compose", "--config", plan)).as("%s", err).isZero();

    Segment segment = segment(1);
    assertThat(segment.sharesOfTokens().get("law")).isCloseTo(0.5, within(0.01));
    assertThat(Maps.transformValues(segment.domains(), Segment.Part::rows))
        .isEqualTo(ImmutableMap.of("law", 200L, "code", 20L));
    assertThat(segment.tokensBy()).isEqualTo("field 'n'");
    assertThat(out.toString() + err).doesNotContain("warning");
  }

  @Test
  void weightsByTokensAreThoseOfTheLibrary() throws IOException {
    String plan =
        plan(
            "weightUnit: tokens\ntokens: {field: n}\nfloor: 0.1\n"
                + "referenceLosses: {law: 1.2, code: 1.1}");

    assertThat(versatune("steer", "--config", plan)).as("%s", err).isZero();

    List<Map<String, Double>> weights = new ArrayList<>();
    try (VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .weightsBy(WeightUnit.TOKENS)
            .meanTokens(MEANS)
            .referenceLosses(ImmutableMap.of("law", 1.2, "code", 1.1))
            .floor(0.1)
            .seed(5)
            .build()) {
      for (int round = 1; round <= 3; round++) {
        run.plan(220);
        if (round == 1) {
          run.report(Feedback.at(0).losses(StandInTrainer.losses(Map.of())));
        }
        run.report(Feedback.at(round * 20L).losses(StandInTrainer.losses(run.draws())));
        weights.add(run.weights().asMap());
      }
    }
    assertThat(
            RunRecord.read(folder.resolve("versatune/record.jsonl")).updates().stream()
                .filter(update -> update.step() > 0)
                .map(RecordedUpdate::weights)
                .map(DomainDistribution::asMap))
        .containsExactlyElementsOf(Iterables.transform(weights, ImmutableMap::copyOf));
    assertThat(out.toString()).contains("warning: nothing is filled in for {blend}");
  }

  @Test
  void aGuessOfTokensIsSaid() throws IOException {
    assertThat(versatune("compose", "--config", plan("weightUnit: tokens"))).isZero();

    assertThat(out.toString()).contains("warning", "'tokens'", "a quarter of a token a byte");
  }

  /** The weights in force lie in one file in the trainer's form, new ones in each round. */
  @ParameterizedTest
  @CsvSource({
    "megatron-lm, MEGATRON_LM, blend.txt",
    "levanter, LEVANTER, blend.yaml",
    "nanotron, NANOTRON, blend.yaml",
    "energon, ENERGON, blend.yaml",
    "olmo-core, OLMO_CORE, blend.yaml"
  })
  void aTrainerThatTakesWeightsFindsThemInItsForm(String trainer, BlendFormat form, String name)
      throws IOException {
    String plan =
        plan(
            "weightUnit: tokens\ntokens: {field: n}\nreferenceLosses: {law: 1.2, code: 1.1}\n"
                + "floor: 0.1\npaths: {law: /d/law_text, code: /d/code_text}\ntrainer: "
                + trainer);
    ImmutableMap<String, String> paths =
        ImmutableMap.of("law", "/d/law_text", "code", "/d/code_text");
    Path blend = folder.resolve("versatune").resolve(name);

    assertThat(versatune("compose", "--config", plan)).as("%s", err).isZero();
    String first = Files.readString(blend);
    assertThat(first).isEqualTo(form.blend(expected(form, 1), paths, PASSES));
    Files.delete(blend);
    assertThat(versatune("compose", "--config", plan)).as("%s", err).isZero();
    assertThat(Files.readString(blend)).as("written again").isEqualTo(first);

    assertThat(versatune("steer", "--config", plan)).as("%s", err).isZero();
    assertThat(Files.readString(blend))
        .isEqualTo(form.blend(expected(form, 3), paths, PASSES))
        .isNotEqualTo(first);
    assertThat(out.toString())
        .contains(trainer + " draws rows by itself")
        .doesNotContain("{blend}:");
  }

  /** A round draws less than all rows of a domain; OLMo-core may go through them once more. */
  private static final ImmutableMap<String, Double> PASSES =
      ImmutableMap.of("law", 2.0, "code", 2.0);

  /** Energon draws rows, so it gets the rates: 10 : 1 for equal weights. */
  private DomainDistribution expected(BlendFormat form, int round) {
    DomainDistribution weights = segment(round).weights();
    if (form != BlendFormat.ENERGON) {
      return weights;
    }
    double law = weights.weight("law") / 400;
    double code = weights.weight("code") / 4000;
    return weights.withWeights(new double[] {law / (law + code), code / (law + code)});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "weightUnit: words | 'words'; there are examples and tokens",
        "meanTokens: {law: 1, code: 2} | 'weightUnit: tokens'",
        "weightUnit: tokens\\nmeanTokens: {law: 1} | code",
        "weightUnit: tokens\\nmeanTokens: {law: 1, code: -1} | code",
        "weightUnit: tokens\\ntokens: {field: missing} | missing",
        "tokens: {field: n, perByte: 1} | one of the two",
        "tokens: {perByte: 0} | above 0",
        "tokens: {field: n, answersOnly: true} | answersOnly",
        "tokens: {feild: n} | feild",
        "weightUnit: tokens\\ntokens: {answersOnly: true, perByte: .NaN} | NaN",
        "trainer: megatron-lm | give 'paths'",
        "trainer: megatron-lm\\npaths: {law: a} | given for [law]",
        "trainer: megatron-lm\\npaths: {law: a b, code: c} | white space",
        "paths: {law: a, code: b} | 'trainer' is not given",
        "trainer: trl\\npaths: {law: a, code: b} | 'trainer' is trl",
        "floor: 0.1\\nfloor: 0.2 | floor",
        "watch: [csv]\\nbatch: 4 | batch"
      })
  void aPlanThatCannotBeUsedIsRefused(String more, String says) throws IOException {
    String plan = plan(more.replace("\\n", "\n"));

    assertThat(versatune("compose", "--config", plan)).as("%s", out).isEqualTo(2);
    assertThat(err.toString()).contains("error:").contains(says);
    assertThat(folder.resolve("versatune/segments/segment-00001.jsonl")).doesNotExist();
  }

  /**
   * A run has its settings from its snapshot; a plan that says something else is not passed over.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "floor: 0.2 | 'floor' is 0.2, and the run",
        "cap: 0.9\\nfloor: 0.1 | 'cap' is 0.9, and the run",
        "weightUnit: tokens\\nfloor: 0.1 | 'weightUnit'",
        "tokens: {field: n}\\nfloor: 0.1 | field 'n'"
      })
  void aSettingThatChangesInMidRunIsRefused(String more, String says) throws IOException {
    assertThat(versatune("compose", "--config", plan("floor: 0.1"))).as("%s", err).isZero();
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(
        folder.resolve("out/losses.jsonl"),
        "{\"step\": 20, \"losses\": {\"law\": 1.5, \"code\": 1.4}}\r\n");
    assertThat(versatune("update", "--config", plan("floor: 0.1"))).as("%s", err).isZero();

    assertThat(versatune("compose", "--config", plan(more.replace("\\n", "\n")))).isEqualTo(2);
    assertThat(err.toString()).contains(says);
    assertThat(folder.resolve("versatune/segments/segment-00002.jsonl")).doesNotExist();

    assertThat(versatune("compose", "--config", plan("floor: 0.1"))).as("%s", err).isZero();
  }

  @Test
  void aConversationByTokensNeedsTheRowsOrTheMeans() throws IOException {
    String plan = plan("weightUnit: tokens");
    Files.delete(folder.resolve("code.jsonl"));

    String state = folder.resolve("state.json").toString();
    assertThat(versatune("serve", "--config", plan, "--state", state)).isEqualTo(2);
    assertThat(err.toString()).contains("code.jsonl", "meanTokens");
    assertThat(folder.resolve("state.json")).doesNotExist();
  }
}
