// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.Warnings;
import org.versatune.WeightUnit;
import org.versatune.Worker;
import org.versatune.scheduling.Schedulers;

class SegmentWriterTest {
  @TempDir Path folder;
  private DomainRows rows;

  @BeforeEach
  void write() throws IOException {
    rows =
        DomainRows.builder()
            .domain("law", file("law", 400, 10))
            .domain("code", file("code", 30, 200))
            .domain("web", file("web", 5, 1))
            .open();
  }

  private Path file(String domain, int count, int length) throws IOException {
    List<String> lines =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    "{\"text\":\""
                        + domain
                        + i
                        + "x".repeat(length)
                        + "\",\"tokens\":"
                        + (domain.equals("code") ? 4000 : 400)
                        + "}")
            .toList();
    return Files.write(folder.resolve(domain + ".jsonl"), lines);
  }

  private VersaTune run() {
    return VersaTune.builder()
        .initial(DomainDistribution.of(ImmutableMap.of("law", .5, "code", .3, "web", .2)))
        .domainSizes(rows.sizes())
        .scheduler(Schedulers.fostering())
        .referenceLosses(ImmutableMap.of("law", 1.0, "code", 1.0, "web", 1.0))
        .seed(7)
        .build();
  }

  private static Segment.Part part(Segment segment, String domain) {
    return Objects.requireNonNull(segment.domains().get(domain), domain);
  }

  private Segment rows(VersaTune run, String name, long count) {
    try (SegmentWriter writer = SegmentWriter.builder(run, rows, folder.resolve(name)).open()) {
      return writer.rows(count);
    }
  }

  /** A copy of a file under another name is not seen by its name. */
  @Test
  void filesOfTheSameContentAreWarnedOf() throws IOException {
    Path law = Files.writeString(folder.resolve("law-a.jsonl"), "{\"n\":1}\n");
    Path copy = Files.copy(law, folder.resolve("law-copy.jsonl"));
    try (Warnings warnings = new Warnings(DomainRows.class)) {
      DomainRows rows = DomainRows.builder().domain("law", law, copy).open();
      assertThat(rows.sizes()).containsEntry("law", 2L);
      assertThat(warnings.heard()).singleElement().asString().contains("have the same content");
    }
  }

  @Test
  void rowsComeInDrawnOrderByteForByte() throws IOException {
    Segment segment = rows(run(), "out", 100);

    VersaTune other = run();
    List<String> lines = Files.readAllLines(segment.file());
    assertThat(lines).hasSize(100);
    for (String line : lines) {
      String domain = other.nextDomain();
      assertThat(line).startsWith("{\"text\":\"" + domain);
      assertThat(DomainRowsTest.rows(rows, domain)).contains(line);
    }
    assertThat(segment.sharesOfRows().get("law")).isCloseTo(.5, within(.01));
    assertThat(segment.bytes()).isEqualTo(Files.size(segment.file()));
    assertThat(segment.crc32c()).isEqualTo(RowIndex.checksum(segment.file()));
  }

  /** Rows are drawn a few at a time, and none of these times is a step without a report. */
  @Test
  void aLongSegmentIsNotTakenForStepsWithoutReports() {
    try (Warnings warnings = new Warnings()) {
      assertThat(rows(run(), "out", 70_000).rows()).isEqualTo(70_000);

      assertThat(warnings.heard()).noneMatch(line -> line.contains("since the last report"));
    }
  }

  @Test
  void noRowComesAgainBeforeAllHaveAndEachEpochHasItsOrder() throws IOException {
    Segment segment = rows(run(), "out", 400);
    List<String> web =
        Files.readAllLines(segment.file()).stream().filter(line -> line.contains("web")).toList();

    assertThat(web).hasSize(80);
    List<List<String>> epochs = new ArrayList<>();
    for (int i = 0; i < web.size(); i += 5) {
      epochs.add(web.subList(i, i + 5));
      assertThat(new HashSet<>(web.subList(i, i + 5))).hasSize(5);
    }
    assertThat(new HashSet<>(epochs)).hasSizeGreaterThan(10);
    assertThat(part(segment, "web").repeats()).isEqualTo(75);
    assertThat(part(segment, "web").epochs()).isEqualTo(16);
    assertThat(part(segment, "law").repeats()).isZero();
  }

  @Test
  void segmentsGoOnWhereTheLastEndedAndFollowReports() throws IOException {
    VersaTune run = run();
    List<String> parts = new ArrayList<>();
    try (SegmentWriter writer = SegmentWriter.builder(run, rows, folder.resolve("a")).open()) {
      parts.addAll(Files.readAllLines(writer.rows(60).file()));
      parts.addAll(Files.readAllLines(writer.rows(1).file()));
      run.report(Feedback.at(10).losses(Map.of("law", 1.0, "code", 2.0, "web", 1.0)));
      Segment third = writer.rows(39);
      parts.addAll(Files.readAllLines(third.file()));
      assertThat(third.number()).isEqualTo(3);
      assertThat(third.weights()).isEqualTo(run.weights());
    }

    VersaTune other = run();
    List<String> drawn = new ArrayList<>(other.plan(61).domains());
    other.report(Feedback.at(10).losses(Map.of("law", 1.0, "code", 2.0, "web", 1.0)));
    drawn.addAll(other.plan(39).domains());
    assertThat(parts.stream().map(line -> line.replaceAll(".*text\":\"([a-z]+?)\\d.*", "$1")))
        .isEqualTo(drawn);
  }

  @Test
  void aResumedRunWritesTheSameBytes() throws IOException {
    VersaTune whole = run();
    ImmutableList.Builder<byte[]> expected = ImmutableList.builder();
    try (SegmentWriter writer = SegmentWriter.builder(whole, rows, folder.resolve("a")).open()) {
      for (int i = 1; i <= 3; i++) {
        expected.add(Files.readAllBytes(writer.rows(50).file()));
        whole.report(Feedback.at(i).losses(Map.of("law", 2.0 / i, "code", 2.0, "web", 1.0)));
      }
    }

    for (int i = 1; i <= 3; i++) {
      Path out = folder.resolve("b");
      VersaTune run =
          Segment.last(out).map(last -> VersaTune.resume(last.snapshot())).orElseGet(this::run);
      if (i > 1) {
        run.report(
            Feedback.at(i - 1).losses(Map.of("law", 2.0 / (i - 1), "code", 2.0, "web", 1.0)));
      }
      assertThat(Files.readAllBytes(rows(run, "b", 50).file()))
          .isEqualTo(expected.build().get(i - 1));
    }
    assertThat(Segment.last(folder.resolve("b")).orElseThrow())
        .usingRecursiveComparison()
        .ignoringFields("file", "manifest", "snapshot")
        .isEqualTo(Segment.last(folder.resolve("a")).orElseThrow());
  }

  @Test
  void anEpochCapEndsASegmentEarly() {
    VersaTune run =
        VersaTune.builder()
            .domains(rows.domains())
            .domainSizes(rows.sizes())
            .epochCap(Map.of("law", 0.1, "code", 1.0, "web", 2.0))
            .build();
    Segment segment = rows(run, "out", 1000);

    assertThat(segment.isComplete()).isFalse();
    assertThat(segment.rows()).isEqualTo(40 + 30 + 10);
    assertThat(part(segment, "web").epochs()).isEqualTo(2);
  }

  @Test
  void aFieldWithTheDomainIsAddedAndNothingElseChanges() throws IOException {
    try (SegmentWriter writer =
        SegmentWriter.builder(run(), rows, folder.resolve("out")).domainField("channel").open()) {
      List<String> lines = Files.readAllLines(writer.rows(100).file());
      List<String> plain = Files.readAllLines(rows(run(), "plain", 100).file());
      for (int i = 0; i < 100; i++) {
        assertThat(lines.get(i).replaceFirst("\"channel\":\"(law|code|web)\",", ""))
            .isEqualTo(plain.get(i))
            .isNotEqualTo(lines.get(i));
      }
    }
  }

  @Test
  void sharesOfTokensFollowTheWeights() throws IOException {
    for (int count : new int[] {2_000, 20_000}) {
      VersaTune run =
          VersaTune.builder().domains("law", "code").weightsBy(WeightUnit.TOKENS).build();
      try (SegmentWriter writer =
          SegmentWriter.builder(run, rows, folder.resolve("out" + count))
              .tokensBy(RowTokens.field("tokens"))
              .open()) {
        Segment segment = writer.rows(count);
        assertThat(segment.sharesOfTokens().get("code")).isCloseTo(.5, within(.01));
        assertThat(segment.sharesOfRows().get("code")).isCloseTo(1 / 11.0, within(.001));
      }
    }
  }

  @Test
  void aSegmentOfTokensEndsWithTheRowThatReachesThem() throws IOException {
    VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .weightsBy(WeightUnit.TOKENS)
            .meanTokens(Map.of("law", 400, "code", 4000))
            .build();
    try (SegmentWriter writer =
        SegmentWriter.builder(run, rows, folder.resolve("out"))
            .tokensBy(RowTokens.field("tokens"))
            .open()) {
      Segment segment = writer.tokens(1_000_000);
      assertThat(rows.meanTokens(RowTokens.field("tokens")))
          .isEqualTo(ImmutableMap.of("law", 400.0, "code", 4000.0, "web", 400.0));
      assertThat(segment.tokens()).isBetween(1_000_000L, 1_004_000L);
      assertThat(segment.isComplete()).isTrue();
      assertThat(segment.sharesOfTokens().get("code")).isCloseTo(.5, within(.01));
    }
  }

  @Test
  void workersShareTheRows() throws IOException {
    List<List<String>> parts = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) {
      VersaTune run =
          VersaTune.builder().domains(rows.domains()).worker(Worker.of(rank, 3)).build();
      parts.add(Files.readAllLines(rows(run, "w" + rank, 40).file()));
      assertThat(run.draws().values().stream().mapToLong(n -> n).sum()).isEqualTo(120);
    }
    VersaTune one = VersaTune.builder().domains(rows.domains()).build();
    assertThat(parts.stream().flatMap(List::stream).sorted())
        .isEqualTo(Files.readAllLines(rows(one, "one", 120).file()).stream().sorted().toList());
  }

  /** Long enough that every buffer of the writing thread is used several times. */
  @Test
  void aLongSegmentHasTheRowsOfManyShortOnes() throws IOException {
    Path text = file("long", 200, 20_000);
    DomainRows longer = DomainRows.builder().domain("law", text).open();
    StringBuilder expected = new StringBuilder();
    VersaTune run = VersaTune.builder().domains("law").build();
    try (SegmentWriter writer = SegmentWriter.builder(run, longer, folder.resolve("s")).open()) {
      for (int i = 0; i < 100; i++) {
        expected.append(Files.readString(writer.rows(10).file()));
      }
    }
    VersaTune other = VersaTune.builder().domains("law").build();
    try (SegmentWriter writer = SegmentWriter.builder(other, longer, folder.resolve("l")).open()) {
      Segment segment = writer.rows(1_000);
      assertThat(segment.bytes()).isGreaterThan(20_000_000);
      assertThat(Files.readString(segment.file())).isEqualTo(expected.toString());
      assertThat(RowIndex.checksum(segment.file())).isEqualTo(segment.crc32c());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 1_000})
  void anInterruptedThreadLeavesNothingHalfWritten(long count) throws IOException {
    DomainRows longer = DomainRows.builder().domain("law", file("long", 200, 20_000)).open();
    VersaTune run = VersaTune.builder().domains("law").build();
    try (SegmentWriter writer = SegmentWriter.builder(run, longer, folder.resolve("s")).open()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> writer.rows(count))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("segment-00001.jsonl");
      assertThat(Thread.interrupted()).isTrue();
      assertThatThrownBy(() -> writer.rows(count)).hasMessageContaining("go on from");
    }
    assertThat(Segment.last(folder.resolve("s"))).isEmpty();
    try (Stream<Path> left = Files.list(folder.resolve("s"))) {
      assertThat(left.filter(name -> name.toString().contains("segment-"))).isEmpty();
    }
  }

  @Test
  void oneWriterAtATimeUsesAFolder() {
    try (SegmentWriter writer = SegmentWriter.builder(run(), rows, folder.resolve("o")).open()) {
      assertThatThrownBy(() -> rows(run(), "o", 1)).hasMessageContaining("being written");
      assertThat(writer.rows(1).rows()).isEqualTo(1);
    }
  }
}
