// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  @TempDir private Path folder;

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
      Files.write(file, Damage.to(whole, random));
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
      Files.write(file, Damage.to(lines.getBytes(UTF_8), random));
      try {
        assertThat(WrittenTexts.read(file).texts()).isNotEmpty();
      } catch (IllegalArgumentException e) {
        assertThat(e).as("try %s", i).hasMessageContaining(file.toString());
      }
    }
  }
}
