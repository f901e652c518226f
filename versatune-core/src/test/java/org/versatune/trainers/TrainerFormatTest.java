// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.record.DomainSeries;

/** What is written for each trainer, against files that name the source they follow. */
class TrainerFormatTest {
  private static final ImmutableMap<String, String> ROWS =
      ImmutableMap.of(
          "messages", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
          "tools",
              "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\","
                  + "\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}]}",
          "conversations", "{\"conversations\":[{\"from\":\"human\",\"value\":\"a\"}]}",
          "instruction", "{\"instruction\":\"i\",\"input\":\"\",\"output\":\"o\",\"system\":\"s\"}",
          "prompt", "{\"prompt\":\"p\",\"completion\":\"c\"}",
          "text", "{\"text\":\"t\"}");

  @TempDir Path folder;

  private DomainRows rows(String... kinds) throws IOException {
    DomainRows.Builder builder = DomainRows.builder();
    for (String kind : kinds) {
      builder.domain(
          kind, Files.writeString(folder.resolve(kind + ".jsonl"), ROWS.get(kind) + "\n"));
    }
    return builder.open();
  }

  private Path segments(DomainRows rows, TrainerFormat... formats) {
    VersaTune run = VersaTune.builder().domains(rows.domains()).build();
    Path out = folder.resolve("mixed");
    try (SegmentWriter writer =
        SegmentWriter.builder(run, rows, out).domainField("channel").configure(formats).open()) {
      var first = writer.rows(2);
      var second = writer.rows(2);
      assertThat(second.number()).isEqualTo(first.number() + 1);
    }
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "LLAMA_FACTORY, messages",
    "LLAMA_FACTORY, tools",
    "LLAMA_FACTORY, conversations",
    "LLAMA_FACTORY, instruction",
    "LLAMA_FACTORY, prompt",
    "LLAMA_FACTORY, text",
    "MS_SWIFT, messages",
    "TRL, messages",
    "AXOLOTL, messages",
    "AXOLOTL, conversations",
    "AXOLOTL, instruction",
    "AXOLOTL, prompt",
    "AXOLOTL, text"
  })
  void theConfigurationIsTheTrainersOwn(TrainerFormat format, String kind) throws IOException {
    Path out = segments(rows(kind), format);

    StringBuilder written = new StringBuilder();
    try (var files = Files.list(out)) {
      for (Path file : files.sorted().toList()) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        if ((name.startsWith("segment-00002.") && !name.contains("json"))
            || name.equals("dataset_info.json")) {
          written.append("# ").append(name).append('\n').append(Files.readString(file));
        }
      }
    }
    assertThat(written.toString().replace(out.toRealPath().toString(), "/mixed"))
        .isEqualTo(golden(Ascii.toLowerCase(format.name()) + "-" + kind));
  }

  /** The file without its first lines, which say where its form was read. */
  private static String golden(String name) throws IOException {
    String text =
        new String(
            Objects.requireNonNull(
                    TrainerFormatTest.class.getResourceAsStream("/trainers/" + name + ".txt"), name)
                .readAllBytes(),
            java.nio.charset.StandardCharsets.UTF_8);
    assertThat(text).startsWith("Source: ");
    return text.substring(text.indexOf("\n\n") + 2);
  }

  @Test
  void entriesOfOthersAreKept() throws IOException {
    Path info = folder.resolve("mixed/dataset_info.json");
    Files.createDirectories(Objects.requireNonNull(info.getParent()));
    Files.writeString(info, "{\"law_val\": {\"file_name\": \"law_val.jsonl\"}}");
    segments(rows("messages"), TrainerFormat.LLAMA_FACTORY);
    assertThat(Files.readString(info)).contains("law_val.jsonl", "segment-00001", "segment-00002");

    Files.writeString(info, "[]");
    assertThatThrownBy(
            () -> {
              try (SegmentWriter writer =
                  SegmentWriter.builder(
                          VersaTune.resume(
                              Segment.last(folder.resolve("mixed")).orElseThrow().snapshot()),
                          rows("messages"),
                          folder.resolve("mixed"))
                      .domainField("channel")
                      .configure(TrainerFormat.LLAMA_FACTORY)
                      .open()) {
                writer.rows(1);
              }
            })
        .hasMessageContaining("dataset_info.json: this is no list of datasets");
    assertThat(SegmentFolder.lastNumber(folder.resolve("mixed"))).isEqualTo(2);
  }

  @Test
  void rowsOfSeveralKindsAreRefused() throws IOException {
    DomainRows mixed = rows("messages", "text");
    assertThatThrownBy(() -> segments(mixed, TrainerFormat.TRL))
        .hasMessageContaining("TRL reads rows of one kind")
        .hasMessageContaining("messages.jsonl [{messages}]")
        .hasMessageContaining("text.jsonl [{text}]");
  }

  @Test
  void lossesByChannelNeedTheField() throws IOException {
    DomainRows rows = rows("messages");
    VersaTune run = VersaTune.builder().domains(rows.domains()).build();
    assertThatThrownBy(
            () ->
                SegmentWriter.builder(run, rows, folder.resolve("x"))
                    .configure(TrainerFormat.MS_SWIFT)
                    .open())
        .hasMessageContaining("domainField(\"channel\")");
  }

  private static final ImmutableMap<String, String> PATHS =
      ImmutableMap.of("law", "/data/law", "code", "/data/code", "web", "/data/web");

  @ParameterizedTest
  @EnumSource
  void aBlendIsTheTrainersOwn(BlendFormat format) throws IOException {
    DomainDistribution weights =
        DomainDistribution.of(ImmutableMap.of("law", .75, "code", .25, "web", 0.0));
    Path file = folder.resolve("blend");
    format.write(weights, PATHS, file);
    assertThat(Files.readString(file)).isEqualTo(golden(Ascii.toLowerCase(format.name())));
  }

  /** OLMo-core (fa6c501) fails by default where a domain would have to come again. */
  @Test
  void passesAreForOlmoAlone() {
    DomainDistribution weights = DomainDistribution.of(ImmutableMap.of("law", .75, "code", .25));
    ImmutableMap<String, Double> passes = ImmutableMap.of("code", 2.5);
    assertThat(BlendFormat.OLMO_CORE.blend(weights, PATHS, passes))
        .isEqualTo(BlendFormat.OLMO_CORE.blend(weights, PATHS) + "    max_repetition_ratio: 2.5\n");
    assertThat(BlendFormat.LEVANTER.blend(weights, PATHS, passes))
        .isEqualTo(BlendFormat.LEVANTER.blend(weights, PATHS));
    for (double wrong : new double[] {0.5, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(
              () -> BlendFormat.OLMO_CORE.blend(weights, PATHS, ImmutableMap.of("law", wrong)))
          .hasMessageContaining("domain 'law' has " + wrong + " passes");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> BlendFormat.OLMO_CORE.blend(weights, PATHS, ImmutableMap.of("medecine", 2.0)))
        .withMessageContaining("unknown domain 'medecine'");
  }

  @ParameterizedTest
  @EnumSource
  void aScheduleIsForTrainersThatPlanAhead(BlendFormat format) throws IOException {
    DomainSeries weights =
        DomainSeries.builder(ImmutableMap.of("law", 1, "code", 1).keySet().asList())
            .add(0, ImmutableMap.of("law", .5, "code", .5))
            .add(100, ImmutableMap.of("law", .5, "code", .5))
            .add(200, ImmutableMap.of("law", .625, "code", .375))
            .build();
    if (format.plansAhead()) {
      assertThat(format.schedule(weights, PATHS))
          .isEqualTo(golden(Ascii.toLowerCase(format.name()) + "-schedule"));
    } else {
      assertThatThrownBy(() -> format.schedule(weights, PATHS))
          .hasMessageContaining("takes one blend and no schedule");
    }
  }
}
