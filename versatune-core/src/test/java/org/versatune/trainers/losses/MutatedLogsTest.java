// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.Feedback;
import org.versatune.detection.WrittenTexts;
import org.versatune.trainers.losses.TrainerLogs.Evaluation;

/**
 * Files of others that were damaged in any place and way: what is read has every domain with a loss
 * that is one, or the error is one that names the file, never one of the program.
 */
class MutatedLogsTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "medicine", "code");

  private static final ImmutableList<String> INSERTS =
      ImmutableList.of(
          "NaN",
          "-Infinity",
          "1e999",
          "9".repeat(1200),
          "{",
          "}",
          "[".repeat(2000),
          "\"",
          "\\",
          "\0",
          "\uFEFF",
          "\r",
          "\n",
          "null",
          "\uD83D\uDE00",
          "\\ud800",
          "/* */",
          "# ",
          ",,",
          ":",
          "{\"step\":1,".repeat(600),
          "-",
          "0x1F",
          "\t",
          "é");

  @TempDir private Path folder;

  static byte[] mutated(byte[] bytes, SplittableRandom random) {
    byte[] result = bytes;
    for (int times = random.nextInt(1, 4); times > 0 && result.length > 0; times--) {
      int at = random.nextInt(result.length);
      int length = Math.min(result.length - at, random.nextInt(1, 40));
      byte[] before = Arrays.copyOf(result, at);
      byte[] part = Arrays.copyOfRange(result, at, at + length);
      byte[] after = Arrays.copyOfRange(result, at + length, result.length);
      result =
          switch (random.nextInt(6)) {
            case 0 -> Bytes.concat(before, after);
            case 1 -> Bytes.concat(before, part, part, after);
            case 2 -> before;
            case 3 -> {
              part[0] = (byte) random.nextInt(256);
              yield Bytes.concat(before, part, after);
            }
            default ->
                Bytes.concat(
                    before,
                    INSERTS.get(random.nextInt(INSERTS.size())).getBytes(UTF_8),
                    part,
                    after);
          };
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource("org.versatune.trainers.losses.LossLogTest#forms")
  void aDamagedLogIsReadOrNamed(String form) throws IOException {
    List<Evaluation> all = new ArrayList<>();
    for (String step : new String[] {"100", "200", "300"}) {
      all.add(
          new Evaluation(step, ImmutableMap.of("law", "2.25", "medicine", "2.5", "code", "1.1")));
      TrainerLogs.write(form, folder, all);
    }
    Path path = TrainerLogs.path(form, folder);
    List<Path> files;
    try (Stream<Path> inside = Files.list(folder)) {
      files = inside.sorted().toList();
    }
    SplittableRandom random = new SplittableRandom(form.hashCode());
    for (int i = 0; i < 300; i++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, mutated(whole, random));
      LossLog log = LossLog.builder(form, path).domains(DOMAINS).build();
      try {
        // Read while it grows, too: what waits is named at the end.
        List<Feedback> reports = new ArrayList<>(log.poll());
        reports.addAll(log.read());
        for (Feedback report : reports) {
          assertThat(report.losses().keySet()).containsExactlyElementsOf(DOMAINS);
          assertThat(report.losses().values()).allMatch(loss -> Double.isFinite(loss) && loss >= 0);
        }
      } catch (IllegalArgumentException e) {
        assertThat(e).as("%s, try %s", form, i).hasMessageContaining(folder.toString());
      }
      Files.write(file, whole);
    }
  }

  @Test
  void aDamagedFileOfTextsIsReadOrNamed() throws IOException {
    String lines =
        """
        {"prompt": "", "outputs": [{"text": "a"}, {"text": "b"}]}
        {"choices": [{"message": {"role": "assistant", "content": "c"}}]}
        ["d", {"generated_text": "e"}]
        "f"
        """;
    Path file = folder.resolve("texts.jsonl");
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 2000; i++) {
      Files.write(file, mutated(lines.getBytes(UTF_8), random));
      try {
        assertThat(WrittenTexts.read(file).texts()).isNotEmpty();
      } catch (IllegalArgumentException e) {
        assertThat(e).as("try %s", i).hasMessageContaining(file.toString());
      }
    }
  }
}
