// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import com.jerolba.carpet.CarpetWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.processes.ChildProcess;

class ParquetFilesTest {
  @TempDir Path folder;

  /** A turn of a conversation. */
  public record Turn(String role, String content) {}

  /** A row as data sets have them. */
  public record Row(
      List<Turn> messages, long tokens, double score, boolean good, @Nullable String source) {}

  @Test
  void rowsBecomeJsonOnce() throws IOException {
    Path file = folder.resolve("law.parquet");
    try (OutputStream out = new FileOutputStream(file.toFile());
        CarpetWriter<Row> writer = new CarpetWriter<>(out, Row.class)) {
      writer.write(new Row(List.of(new Turn("user", "\u00e4 \"q\"\n")), 17, .5, true, "web"));
      writer.write(new Row(List.of(), 0, 1e-7, false, null));
    }

    DomainRows rows = DomainRows.builder().domain("law", file).open();
    assertThat(DomainRowsTest.rows(rows, "law"))
        .containsExactly(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"\u00e4 \\\"q\\\"\\n\"}],\"tokens\":17,"
                + "\"score\":0.5,\"good\":true,\"source\":\"web\"}",
            "{\"messages\":[],\"tokens\":0,\"score\":1.0E-7,\"good\":false}");
    assertThat(rows.files().get(0).source().crc32c()).isEqualTo(RowIndex.checksum(file));
    assertThat(rows.files().get(0).source().stamp()).isEqualTo(SourceFile.Stamp.of(file));
    assertThat(DomainRows.builder().domain("law", file).open().sizes()).containsEntry("law", 2L);
  }

  /** Values that JSON has no form of its own for, or another precision. */
  public record Values(
      List<@Nullable String> tags,
      BigDecimal price,
      LocalDate day,
      float share,
      @Nullable Long n) {}

  @Test
  void nothingOfAValueIsLost() throws IOException {
    Path file = folder.resolve("law.parquet");
    try (OutputStream out = new FileOutputStream(file.toFile());
        CarpetWriter<Values> writer =
            new CarpetWriter.Builder<>(out, Values.class).withDefaultDecimal(38, 10).build()) {
      writer.write(
          new Values(
              Arrays.asList("a", null, "b"),
              new BigDecimal("12345678901234567890.0123456789"),
              LocalDate.of(2026, 1, 2),
              .1f,
              null));
    }
    assertThat(DomainRowsTest.rows(DomainRows.builder().domain("law", file).open(), "law"))
        .containsExactly(
            "{\"tags\":[\"a\",null,\"b\"],\"price\":12345678901234567890.0123456789,"
                + "\"day\":\"2026-01-02\",\"share\":0.1}");
  }

  @Test
  void coreWorksWithoutTheLibrary() throws Exception {
    Path parquet = Files.writeString(folder.resolve("bad.parquet"), "PAR1");
    Path lines = Files.writeString(folder.resolve("good.jsonl"), "{}\n");
    String without =
        String.join(
            java.io.File.pathSeparator,
            List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
                .stream()
                .filter(entry -> !entry.matches(".*(carpet|parquet|hadoop).*"))
                .toList());
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                without,
                WithoutParquet.class.getName(),
                lines.toString(),
                parquet.toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(
            ChildProcess.limited(child).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output)
        .contains("DomainRows {law=1}")
        .contains("bad.parquet: reading Parquet takes a library that is not on the class path");
    assertThat(ChildProcess.exitCode(child)).isZero();
  }

  /** Opens each file that it is given and prints what comes of it. */
  static final class WithoutParquet {
    private WithoutParquet() {}

    public static void main(String[] files) {
      for (String file : files) {
        try {
          System.out.println(DomainRows.builder().domain("law", Path.of(file)).open());
        } catch (IllegalArgumentException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }
}
