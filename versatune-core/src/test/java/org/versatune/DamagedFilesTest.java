// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.detection.DetectionException;
import org.versatune.detection.DetectionProgress;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.trainers.DomainRows;
import org.versatune.trainers.losses.Damage;

/**
 * Files that were damaged in any place and way are read, or named: never an error of the program.
 */
class DamagedFilesTest {
  private static final ImmutableMap<String, Double> MIX =
      ImmutableMap.of("law", 0.25, "code", 0.75);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("file.json");
  }

  private void readOrNamed(byte[] whole, int tries, Consumer<Path> reader) throws IOException {
    SplittableRandom random = new SplittableRandom(whole.length);
    for (int i = 0; i < tries; i++) {
      Files.write(file, Damage.to(whole, random));
      try {
        reader.accept(file);
      } catch (IllegalArgumentException | UncheckedIOException e) {
        assertThat(e).as("try %s", i).hasMessageContaining(file.toString());
      }
    }
  }

  @Test
  void aMix() throws IOException {
    DomainDistribution.of(MIX).write(file);
    readOrNamed(
        Files.readAllBytes(file),
        1000,
        from -> assertThat(DomainDistribution.read(from).domains()).isNotEmpty());
  }

  @Test
  void aDetectionThatFailed() throws IOException {
    DomainDetector detector =
        DomainDetector.builder()
            .generator((count, seed) -> ImmutableList.of("a", "b", "c", "d"))
            .classifier(
                text -> {
                  if (text.equals("d")) {
                    throw new IllegalStateException("gone");
                  }
                  return Optional.of(DomainDistribution.of(MIX));
                })
            .domains(ImmutableList.of("law", "code"))
            .samplesPerRound(4)
            .retries(0, Duration.ZERO)
            .build();
    assertThatThrownBy(detector::detect)
        .isInstanceOfSatisfying(
            DetectionException.class, e -> e.progress().orElseThrow().write(file));
    readOrNamed(
        Files.readAllBytes(file),
        1000,
        from -> assertThat(DetectionProgress.read(from).judgements()).isNotNegative());
  }

  @Test
  void aJudge() throws IOException {
    NaiveBayesClassifier.trainer()
        .text("law", ImmutableList.of("the court orders the tenant to pay rent"))
        .text("code", ImmutableList.of("for (int i = 0; i < n; i++) { sum += i; }"))
        .train()
        .write(file);
    readOrNamed(
        Files.readAllBytes(file),
        300,
        from -> assertThat(NaiveBayesClassifier.read(from).domains()).hasSize(2));
  }

  @Test
  void rowsOnLines() throws IOException {
    file = folder.resolve("rows.jsonl");
    byte[] rows =
        """
        {"text": "a", "domain": "law"}
        {"messages": [{"role": "user", "content": "é"}], "domain": "law"}
        {"prompt": "b", "completion": "c", "domain": "code"}
        """
            .getBytes(UTF_8);
    readOrNamed(rows, 100, this::open);
    readOrNamed(rows, 100, from -> areThere(DomainRows.builder().byField("domain", from).open()));
  }

  @Test
  void rowsInAnArray() throws IOException {
    readOrNamed("[{\"text\": \"a\"},\n {\"text\": \"b\"}]\n".getBytes(UTF_8), 100, this::open);
  }

  private void open(Path from) {
    areThere(DomainRows.builder().domain("law", from).open());
  }

  private static void areThere(DomainRows rows) {
    assertThat(rows.domains()).isNotEmpty();
  }
}
