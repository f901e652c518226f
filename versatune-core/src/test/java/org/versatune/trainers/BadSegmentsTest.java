// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;

/** Runs, rows and folders that do not belong together: refused before anything is written. */
class BadSegmentsTest {
  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("law.jsonl"), "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
    Files.writeString(folder.resolve("code.jsonl"), "{\"n\":4,\"channel\":\"x\"}\n");
    out = folder.resolve("mixed");
  }

  private DomainRows rows() {
    return DomainRows.builder()
        .domain("law", folder.resolve("law.jsonl"))
        .domain("code", folder.resolve("code.jsonl"))
        .open();
  }

  private static VersaTune run(int seed) {
    return VersaTune.builder().domains("law", "code").seed(seed).build();
  }

  private SegmentWriter.Builder writer(VersaTune run) {
    return SegmentWriter.builder(run, rows(), out);
  }

  private Segment written() {
    try (SegmentWriter writer = writer(run(1)).open()) {
      return writer.rows(5);
    }
  }

  @Test
  void whatDoesNotFitTheRunIsRefused() {
    assertThatThrownBy(() -> writer(VersaTune.builder().domains("law", "art").build()).open())
        .hasMessageContaining("no rows of domain 'art'");
    assertThatThrownBy(
            () ->
                writer(
                        VersaTune.builder()
                            .domains("law", "code")
                            .domainSizes(Map.of("law", 4, "code", 1))
                            .build())
                    .open())
        .hasMessageContaining("4.0 examples of domain 'law', which has 3 rows");
    assertThatThrownBy(() -> writer(run(1)).domainField(" ")).hasMessageContaining("blank");
    assertThatThrownBy(() -> writer(run(1)).domainField("channel").open())
        .hasMessageContaining("code.jsonl: 1 of its 1 rows have a field 'channel' already");
    assertThat(out).doesNotExist();
  }

  @Test
  void segmentsOfNothingAreRefused() throws IOException {
    try (SegmentWriter writer = writer(run(1)).open()) {
      assertThatThrownBy(() -> writer.rows(0)).hasMessageContaining("segment of 0 rows");
      assertThatThrownBy(() -> writer.rows(-5)).hasMessageContaining("segment of -5 rows");
      assertThatThrownBy(() -> writer.tokens(0)).hasMessageContaining("segment of 0 tokens");
      assertThat(writer.rows(1).number()).isEqualTo(1);
    }
    Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> SegmentWriter.builder(run(1), rows(), folder.resolve("file")).open())
        .hasMessageContaining("file");
  }

  @Test
  void aRunThatIsElsewhereIsRefused() {
    VersaTune run = run(1);
    SegmentWriter closed;
    try (SegmentWriter writer = writer(run).open()) {
      assertThat(writer.rows(2).rows()).isEqualTo(2);
      var unused = run.nextDomain();
      assertThatThrownBy(() -> writer.rows(2)).hasMessageContaining("something else drew");
      closed = writer;
    }
    assertThatThrownBy(() -> closed.rows(2)).hasMessageContaining("the writer is closed");
    assertThatThrownBy(() -> writer(run).open())
        .hasMessageContaining("Segment.last(folder).snapshot()");
    assertThatThrownBy(() -> writer(run(1)).open())
        .hasMessageContaining("the run has drawn 0 rows of domain 'law'");
  }

  @Test
  void anotherSetupThanThatOfTheFolderIsRefused() throws IOException {
    VersaTune run = VersaTune.resume(written().snapshot());
    assertThatThrownBy(() -> writer(run(2)).open()).hasMessageContaining("with seed '1'");
    assertThatThrownBy(() -> writer(run).tokensBy(RowTokens.perByte(.3)).open())
        .hasMessageContaining("way of counting tokens 'bytes x 0.25'");
    assertThatThrownBy(() -> writer(run).domainField("domain").open())
        .hasMessageContaining("field with the domain");
    assertThatThrownBy(
            () -> writer(VersaTune.builder().domains("code", "law").seed(1).build()).open())
        .hasMessageContaining("is about the domains [law, code]");
    Files.writeString(folder.resolve("law.jsonl"), "{\"n\":1}\n{\"n\":2}\n{\"n\":9}\n");
    assertThatThrownBy(() -> writer(run).open())
        .hasMessageContaining("a file of rows is not as it was")
        .hasMessageContaining("law.jsonl");
  }

  /** As on another machine: the folder with rows and segments has another place. */
  @Test
  void filesThatWereMovedAreWhatTheyWere() throws IOException {
    Segment first = written();
    Path there = Files.createDirectories(folder.resolve("elsewhere"));
    for (String name : new String[] {"law.jsonl", "code.jsonl", "mixed"}) {
      Files.move(folder.resolve(name), there.resolve(name));
    }
    DomainRows moved =
        DomainRows.builder()
            .domain("law", there.resolve("law.jsonl"))
            .domain("code", there.resolve("code.jsonl"))
            .open();
    try (SegmentWriter writer =
        SegmentWriter.builder(VersaTune.resume(first.snapshot()), moved, there.resolve("mixed"))
            .open()) {
      assertThat(writer.rows(5).number()).isEqualTo(2);
    }
  }

  @Test
  void aSegmentThatLostRowsIsNamed() throws IOException {
    Segment segment = written();
    VersaTune run = VersaTune.resume(segment.snapshot());
    byte[] rows = Files.readAllBytes(segment.file());
    rows[3] ^= 1;
    Files.write(segment.file(), rows);
    assertThatThrownBy(() -> writer(run).open())
        .hasMessageContaining("segment-00001.jsonl is not as its manifest says");
    Files.delete(segment.file());
    try (SegmentWriter writer = writer(run).open()) {
      assertThat(writer.rows(1).number()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "versatune-segment, other",
    "'\"version\" : 1', '\"version\" : 2'",
    "'\"rows\"', '\"rowz\"'",
    "'\"snapshot\"', '\"snap\"'",
    "'\"domains\"', '\"domain\"'",
    "'{', '['",
    "'}', ''",
    "'\"seed\" : 1', '\"seed\" : \"x\"'",
    "'\"sources\"', '\"source\"'"
  })
  void aDamagedManifestIsNamed(String what, String by) throws IOException {
    Path manifest = written().manifest();
    Files.writeString(manifest, Files.readString(manifest).replace(what, by));
    assertThatThrownBy(() -> Segment.last(out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("segment-00001.manifest.json: this manifest cannot be used");
  }

  @Test
  void aManifestThatIsNotThereIsNamed() {
    assertThat(Segment.last(out)).isEmpty();
    assertThatThrownBy(() -> Segment.read(out.resolve("m.json"))).hasMessageContaining("m.json");
  }

  @ParameterizedTest
  @CsvSource({
    "MEGATRON_LM, /a b, /c, white space", "LEVANTER, '', /c, no path",
    "NANOTRON, /c, /c, two domains have the same path", "OLMO_CORE, ' ', /c, no path",
    "ENERGON, '', /c, no path"
  })
  void aPathThatCannotBeIsNamed(BlendFormat format, String law, String code, String message) {
    assertThatThrownBy(
            () ->
                format.blend(
                    DomainDistribution.uniform("law", "code"),
                    ImmutableMap.of("law", law, "code", code)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(
            () ->
                format.blend(
                    DomainDistribution.uniform("law", "code"), ImmutableMap.of("law", "/a")))
        .hasMessageContaining("domain 'code' has a weight and no path");
  }
}
