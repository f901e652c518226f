// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

class RunRecordTest {
  private static final ImmutableList<String> DOMAINS =
      ImmutableList.of("law", "größe \"x\"\n", "code");
  private static final DomainDistribution INITIAL = DomainDistribution.of(DOMAINS, .5, .3, .2);

  @TempDir Path folder;

  private static RunHeader header() {
    Setup setup =
        Setup.of(INITIAL)
            .with(Signal.REFERENCE_LOSS, byDomain(1.8, 1.6, 2.2))
            .with(Signal.DOMAIN_SIZE, byDomain(1000, 3, 7));
    return RunHeader.of(
        setup,
        INITIAL.withRelativeWeights(1, 2, 4),
        RuleDescription.of(
            "expansion", Map.of("target", "law", "delta", 0.05, "mixes", List.of(.1, 2L, true))),
        RuleDescription.of("exact"),
        -7L,
        Map.of("floor", Map.of("law", 0.02), "updateEvery", 100));
  }

  static ImmutableMap<String, Double> byDomain(double... values) {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    for (int j = 0; j < values.length; j++) {
      map.put(DOMAINS.get(j), values[j]);
    }
    return map.buildOrThrow();
  }

  private static RecordedUpdate update(long step) {
    double third = 1 / 3.0;
    Table<String, String, Double> products = HashBasedTable.create();
    for (String a : DOMAINS) {
      for (String b : DOMAINS) {
        products.put(a, b, a.length() * third - b.length());
      }
    }
    Feedback feedback =
        header()
            .setup()
            .addTo(
                Feedback.at(step)
                    .losses(byDomain(2 * third, 1e-9, 1e3))
                    .with(Signal.BATCH_LOSS, Map.of("law", Double.NaN, "code", 1e300 * 1e300))
                    .with(Signal.TOKEN_EXCESS, byDomain(-0.0, Double.MIN_VALUE, Math.PI))
                    .with(Signal.DRAW_COUNTS, byDomain(16, 10, 6))
                    .gradientProducts(products));
    return new RecordedUpdate(
        feedback,
        step / 2,
        ImmutableMap.of("law", 16L, DOMAINS.get(1), 10L, "code", Long.MAX_VALUE),
        byDomain(.1, third, 0),
        byDomain(0, 0, third / 7),
        INITIAL,
        WeightUpdate.builder(INITIAL.withRelativeWeights((double) step + 1, third, 2))
            .factor("potential", .1, third, 0)
            .factor("added by floor", -0.0, 1e-300, Double.POSITIVE_INFINITY)
            .condition("mean forgetting", third)
            .condition("gate", 1)
            .note("gate open")
            .note("grew")
            .build());
  }

  private static void assertSame(RecordedUpdate read, RecordedUpdate written) {
    assertThat(read.feedback()).isEqualTo(written.feedback());
    assertThat(read.batches()).isEqualTo(written.batches());
    assertThat(read.draws()).isEqualTo(written.draws());
    assertThat(read.potential()).isEqualTo(written.potential());
    assertThat(read.forgetting()).isEqualTo(written.forgetting());
    assertThat(read.before()).isEqualTo(written.before());
    assertThat(read.weights()).isEqualTo(written.weights());
    assertThat(read.update().factors()).isEqualTo(written.update().factors());
    assertThat(ImmutableList.copyOf(read.update().conditions().entrySet()))
        .isEqualTo(ImmutableList.copyOf(written.update().conditions().entrySet()));
    assertThat(read.reasons()).isEqualTo(written.reasons()).hasSize(3);
  }

  private Path written(RunEvent... events) {
    Path file = folder.resolve("deep/run.jsonl");
    try (RunRecordWriter writer = RunRecordWriter.create(file, header())) {
      writer.append(update(0));
      writer.append(update(100));
      for (RunEvent event : events) {
        writer.append(event);
      }
      writer.append(update(200));
    }
    return file;
  }

  @Test
  void readsBackWhatWasWritten() {
    RunEvent exhausted = RunEvent.exhausted(100, "law", 1234);
    RunEvent rejected = RunEvent.rejected(150, "validation loss of domain 'law' is NaN\nsecond");
    RunRecord record = RunRecord.read(written(exhausted, rejected));

    RunHeader header = record.header();
    assertThat(header.setup().initial()).isEqualTo(INITIAL);
    assertThat(header.setup().signals()).isEqualTo(header().setup().signals());
    assertThat(header.setup().byDomain(Signal.REFERENCE_LOSS)).isEqualTo(byDomain(1.8, 1.6, 2.2));
    assertThat(header.weights()).isEqualTo(header().weights());
    assertThat(header.scheduler()).isEqualTo(header().scheduler());
    assertThat(header.sampler()).isEqualTo(header().sampler());
    assertThat(header.seed()).isEqualTo(-7);
    assertThat(header.options()).isEqualTo(header().options());
    assertThat(header.libraryVersion()).isEqualTo(header().libraryVersion());
    assertThat(record.domains()).isEqualTo(DOMAINS);
    assertThat(record.updates()).hasSize(3);
    for (int t = 0; t < 3; t++) {
      assertSame(record.updates().get(t), update(100L * t));
    }
    assertThat(record.events()).containsExactly(exhausted, rejected);
    assertThat(record.isTruncated()).isFalse();
    assertThat(record.weights()).isEqualTo(update(200).weights());
  }

  @Test
  void eachLineIsInTheFileAtOnce() throws IOException {
    Path file = folder.resolve("run.jsonl");
    try (RunRecordWriter writer = RunRecordWriter.create(file, header())) {
      assertThat(Files.readAllLines(file)).hasSize(1);
      writer.append(update(5));
      assertThat(RunRecord.read(file).updates()).hasSize(1);
      writer.append(RunEvent.skipped(6, "NaN"));
      assertThat(RunRecord.read(file).events()).hasSize(1);
    }
  }

  @Test
  void tellsWhatMovedEachDomainInReadableLines() {
    assertThat(RunRecord.read(written()).updates().get(0).reasons().get(0))
        .startsWith("law 0.3000: potential 0.1000, added by floor 0; gate open; grew");
  }

  @Test
  void reportsKeepOutWhatTheHeaderKnows() throws IOException {
    List<String> lines = Files.readAllLines(written());
    assertThat(lines.get(0)).contains("REFERENCE_LOSS");
    assertThat(lines.get(1)).doesNotContain("REFERENCE_LOSS");
  }

  @Test
  void lastLineCutShortIsLeftOutAndReported() throws IOException {
    Path file = written();
    byte[] bytes = Files.readAllBytes(file);
    for (int cut : new int[] {1, 2, 50}) {
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - cut));
      RunRecord record = RunRecord.read(file);
      assertThat(record.isTruncated()).isTrue();
      assertThat(record.updates()).hasSize(2);
    }
  }

  @Test
  void damageAnywhereElseIsAnErrorWithFileAndLine() throws IOException {
    Path file = written();
    String text = Files.readString(file);
    String misfit = "does not follow from the lines before it: it was altered";
    assertDamage(file, text.replaceFirst("\"step\":100", "\"step\":101"), "line 3: .*" + misfit);
    assertDamage(file, text.replaceFirst("\"batches\":\\d+,", ""), "line 3: .*" + misfit);
    assertDamage(file, text.replaceFirst("\"n\":2", "\"n\":9"), "line 2: .*missing before it");
    assertDamage(file, text.replaceFirst("\\{\"n\":3", "{n"), "line 3: .*" + misfit);
    assertDamage(file, text.replaceFirst("\n", "\n\n"), "line 2: .*" + misfit);
    assertDamage(file, text.replace("\n", "\r\n"), "line 1: .*altered");
    assertDamage(file, text.replaceFirst("\"version\":2", "\"version\":3"), "line 1: .*version 3");
    assertDamage(file, text.replaceFirst("\"version\":2,", ""), "line 1: .*version");
    assertDamage(file, text.replaceFirst("versatune-run", "other"), "line 1: .*not a run record");
    assertDamage(
        file, text.replaceFirst("\"seed\":-7", "\"seed\":-8"), "line 1: .*header.*altered");
    assertDamage(file, text.substring(text.indexOf('\n') + 1), "line 1: .*not a run record");
    assertDamage(file, "", "line 1: .*empty");
    assertDamage(file, text.substring(0, 40), "line 1: .*cut short");
  }

  private static void assertDamage(Path file, String text, String message) throws IOException {
    Files.writeString(file, text);
    assertThatThrownBy(() -> RunRecord.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("run record " + file + ", line ")
        .containsPattern(message);
  }

  @Test
  void resumingCutsWhatCameAfterTheSnapshotAndGoesOn() throws IOException {
    RunEvent skipped = RunEvent.skipped(150, "NaN");
    Path file = written(skipped);
    Files.writeString(file, "{\"type\":\"upd", StandardOpenOption.APPEND);
    try (RunRecordWriter writer = RunRecordWriter.resume(file, header(), 100)) {
      writer.append(update(250));
    }
    RunRecord record = RunRecord.read(file);
    assertThat(record.updates()).extracting(RecordedUpdate::step).containsExactly(0L, 100L, 250L);
    assertThat(record.events()).containsExactly(skipped, RunEvent.resumed(100));
    assertThat(record.isTruncated()).isFalse();
  }

  @Test
  void resumingBeforeTheFirstReportKeepsTheHeader() {
    Path file = written();
    RunRecordWriter.resume(file, header(), -1).close();
    RunRecord record = RunRecord.read(file);
    assertThat(record.updates()).isEmpty();
    assertThat(record.events()).containsExactly(RunEvent.resumed(-1));
  }

  @Test
  void resumingWithoutTheFileSaysThatThePastIsMissing() {
    Path file = folder.resolve("elsewhere.jsonl");
    RunRecordWriter.resume(file, header(), 300).close();
    assertThat(RunRecord.read(file).events())
        .singleElement()
        .satisfies(event -> assertThat(event.text()).contains("step 300").contains("lacks"));
  }

  @Test
  void resumingBehindTheSnapshotSaysSo() {
    Path file = written();
    RunRecordWriter.resume(file, header(), 500).close();
    assertThat(RunRecord.read(file).events())
        .singleElement()
        .satisfies(event -> assertThat(event.text()).contains("500").contains("200"));
  }

  @Test
  void resumingAnotherRunIsRefusedAndTheFileStays() throws IOException {
    Path file = written();
    byte[] before = Files.readAllBytes(file);
    DomainDistribution other = DomainDistribution.uniform("a", "b");
    RunHeader header =
        RunHeader.of(
            Setup.of(other), other, RuleDescription.of("x"), RuleDescription.of("y"), 1, Map.of());
    assertThatThrownBy(() -> RunRecordWriter.resume(file, header, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[a, b]")
        .hasMessageContaining("law");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void startingOverAnOldRecordKeepsItAside() throws IOException {
    Path file = written();
    byte[] before = Files.readAllBytes(file);
    RunRecordWriter.create(file, header()).close();
    assertThat(RunRecord.read(file).updates()).isEmpty();
    assertThat(file.resolveSibling("run.jsonl.previous")).hasBinaryContent(before);
  }

  @Test
  void fileTroubleNamesTheFile() {
    Path nowhere = folder.resolve("missing.jsonl");
    assertThatThrownBy(() -> RunRecord.read(nowhere))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(nowhere.toString());
    assertThatThrownBy(() -> RunRecordWriter.create(folder, header()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void aClosedWriterRefusesAndWritesNothing() throws IOException {
    Path file = folder.resolve("run.jsonl");
    RunRecordWriter writer = RunRecordWriter.create(file, header());
    writer.close();
    writer.close();
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> writer.append(update(1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void updatesOverOtherDomainsAreRefused() {
    DomainDistribution other = DomainDistribution.uniform("a");
    RecordedUpdate foreign =
        new RecordedUpdate(
            Feedback.at(1),
            0,
            ImmutableMap.of(),
            ImmutableMap.of(),
            ImmutableMap.of(),
            other,
            WeightUpdate.of(other));
    try (RunRecordWriter writer = RunRecordWriter.create(folder.resolve("run.jsonl"), header())) {
      assertThatThrownBy(() -> writer.append(foreign)).hasMessageContaining("[a]");
    }
    assertThatThrownBy(() -> RunRecord.of(header(), List.of(foreign), List.of()))
        .hasMessageContaining("[a]");
    assertThatThrownBy(() -> RunRecord.of(header(), List.of(update(5), update(4)), List.of()))
        .hasMessageContaining("step 4 comes after step 5");
  }

  @Test
  void seriesFollowTheSteps() {
    RunRecord record = RunRecord.read(written());
    assertThat(record.weightSeries().of("law"))
        .extracting(DomainSeries.Point::step)
        .containsExactly(0L, 0L, 100L, 200L);
    assertThat(record.weightSeries().of("law").get(0).value())
        .isEqualTo(header().weights().weight("law"));
    assertThat(record.lossSeries().of("code"))
        .extracting(DomainSeries.Point::value)
        .containsExactly(1e3, 1e3, 1e3);
    assertThat(record.series(Signal.BATCH_LOSS).of(DOMAINS.get(1))).isEmpty();
    assertThatThrownBy(() -> record.lossSeries().of("tax")).hasMessageContaining("'tax'");
  }

  @Test
  void fileIsPlainUtf8JsonLines() throws IOException {
    String text = Files.readString(written(), StandardCharsets.UTF_8);
    assertThat(text).endsWith("}\n").contains("größe");
    assertThat(text.split("\n")).hasSize(4);
  }
}
