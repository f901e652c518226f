// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainRowsTest {
  /** Rows of every usual kind, with white space, escapes and other scripts. */
  private static final ImmutableList<String> ROWS =
      ImmutableList.of(
          "{\"text\":\"a\"}",
          "{ \"messages\" : [{\"role\":\"user\",\"content\":\"\\u00e4 \\\"q\\\" {[\"},"
              + "{\"role\":\"assistant\",\"content\":\"ja\"}] }",
          "{\"prompt\":\"p\",\"completion\":\"c\",\"n\":1.50e+3,\"deep\":{\"a\":[1,[2,{\"b\":null}]]}}",
          "{\"instruction\":\"i\",\"input\":\"\",\"output\":\"o\",\"history\":[[\"a\",\"b\"]]}",
          "{\"conversations\":[{\"from\":\"human\",\"value\":\"日本語 😀\"}]}",
          "{}",
          "{\"text\":\"" + "long ".repeat(100_000) + "\"}");

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Path gzip(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content.getBytes(UTF_8));
    }
    return file;
  }

  static List<String> rows(DomainRows rows, String domain) {
    return LongStream.range(0, rows.sizes().getOrDefault(domain, 0L))
        .mapToObj(i -> rows.row(domain, i))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n", "\n \t\n", " \r\n", "\n\r\n\r\n"})
  void rowsComeOutAsTheyAreWhateverIsAroundThem(String between) throws IOException {
    for (String start : ImmutableList.of("", "\uFEFF", "\n", "\uFEFF\r\n ")) {
      for (String end : ImmutableList.of("", between)) {
        Path file = file("law.jsonl", start + String.join(between, ROWS) + end);
        DomainRows opened = DomainRows.builder().domain("law", file).verify().open();
        assertThat(rows(opened, "law")).isEqualTo(ROWS);
      }
    }
  }

  @Test
  void anArrayGivesItsElements() throws IOException {
    Path file = file("law.json", "[\n  " + String.join(",\n  ", ROWS) + "\n]\n");
    assertThat(rows(DomainRows.builder().domain("law", file).open(), "law")).isEqualTo(ROWS);
  }

  @Test
  void aRowOnSeveralLinesComesOutOnOne() throws IOException {
    Path file = file("law.json", "[{\n  \"text\": \"a\\nb\",\r\n  \"n\": 1\n}, {}]");
    DomainRows opened = DomainRows.builder().domain("law", file).open();
    assertThat(opened.row("law", 0)).isEqualTo("{   \"text\": \"a\\nb\",    \"n\": 1 }");
    assertThat(opened.row("law", 1)).isEqualTo("{}");
  }

  @Test
  void rowsOnLinesMayBeCalledJson() throws IOException {
    Path file = file("law.json", String.join("\n", ROWS));
    assertThat(rows(DomainRows.builder().domain("law", file).open(), "law")).isEqualTo(ROWS);
  }

  @Test
  void compressedFilesAreReadAlike() throws IOException {
    Path lines = gzip("law.jsonl.gz", String.join("\n", ROWS));
    Path array = gzip("code.json.gz", "[" + String.join(",", ROWS) + "]");
    DomainRows opened = DomainRows.builder().domain("law", lines).domain("code", array).open();
    assertThat(rows(opened, "law")).isEqualTo(ROWS);
    assertThat(rows(opened, "code")).isEqualTo(ROWS);
  }

  @Test
  void severalFilesOfADomainFollowOneAnother() throws IOException {
    Path first = file("1.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    Path empty = file("2.jsonl", "");
    Path last = file("3.jsonl", "{\"n\":3}");
    DomainRows opened = DomainRows.builder().domain("law", first, empty, last).open();
    assertThat(rows(opened, "law")).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
  }

  @Test
  void aFolderHoldsADomainEach() throws IOException {
    file("data/law/b/2.jsonl", "{\"n\":2}");
    file("data/law/a.jsonl", "{\"n\":1}");
    file("data/law/README.md", "no rows");
    file("data/law/.hidden.jsonl", "{\"n\":0}");
    file("data/code.jsonl", "{\"n\":3}");
    DomainRows opened = DomainRows.builder().folders(folder.resolve("data")).open();
    assertThat(opened.domains()).containsExactly("code", "law");
    assertThat(rows(opened, "law")).containsExactly("{\"n\":1}", "{\"n\":2}");
    assertThat(DomainRows.builder().folders(folder.resolve("data")).open().sizes())
        .isEqualTo(ImmutableMap.of("code", 1L, "law", 2L));
  }

  @Test
  void aFieldNamesTheDomainOfEachRow() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      String domain = i % 7 == 0 ? "code" : i % 3 == 0 ? "law" : "web \u00e4";
      lines.append("{\"n\":").append(i).append(",\"source\":\"").append(domain).append("\"}\n");
    }
    Path file = file("all.jsonl", lines.toString());
    DomainRows opened = DomainRows.builder().byField("source", file).open();
    assertThat(opened.domains()).containsExactly("code", "web \u00e4", "law");
    assertThat(opened.sizes().values().stream().mapToLong(n -> n).sum()).isEqualTo(1000);
    for (String domain : opened.domains()) {
      assertThat(rows(opened, domain))
          .isEqualTo(
              Stream.of(lines.toString().split("\n", -1))
                  .filter(row -> row.endsWith("\"" + domain + "\"}"))
                  .toList());
    }
  }

  @Test
  void anIndexIsMadeOnceAndAgainForAChangedFile() throws IOException {
    Path file = file("law.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    assertThat(DomainRows.builder().domain("law", file).open().sizes()).containsEntry("law", 2L);
    Path index = index();
    FileTime made = Files.getLastModifiedTime(index);
    Object key = Files.readAttributes(index, "*").get("fileKey");

    assertThat(DomainRows.builder().domain("law", file).open().sizes()).containsEntry("law", 2L);
    assertThat(Files.getLastModifiedTime(index)).isEqualTo(made);

    Files.writeString(file, "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
    assertThat(DomainRows.builder().domain("law", file).open().sizes()).containsEntry("law", 3L);
    assertThat(Files.readAttributes(index, "*").get("fileKey")).isNotEqualTo(key);
  }

  private Path index() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(".versatune"))) {
      return files.filter(name -> name.toString().endsWith(".index")).findFirst().orElseThrow();
    }
  }

  @Test
  void verifyFindsAChangeThatSizeAndTimeHide() throws IOException {
    Path file = file("law.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    DomainRows.builder().domain("law", file).open();
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "{\"nn\":11}\n{}   \n");
    Files.setLastModifiedTime(file, time);
    assertThat(Files.size(file)).isEqualTo(16);

    DomainRows opened = DomainRows.builder().domain("law", file).verify().open();
    assertThat(opened.row("law", 0)).isEqualTo("{\"nn\":11}");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 20, 40, 100, 200, 300})
  void aDamagedIndexIsMadeAgain(int at) throws IOException {
    Path file = file("law.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    DomainRows.builder().domain("law", file).open();
    byte[] bytes = Files.readAllBytes(index());
    bytes[bytes.length - 1 - at % (bytes.length - 24)] ^= 0x55;
    Files.write(index(), bytes);

    assertThat(rows(DomainRows.builder().domain("law", file).open(), "law"))
        .containsExactly("{\"n\":1}", "{\"n\":2}");
  }

  @Test
  void aHugeRowTakesNoHeap() throws IOException {
    Path file = folder.resolve("huge.jsonl");
    byte[] part = "0123456789abcdef".repeat(1 << 16).getBytes(UTF_8);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write("{\"n\":1}\n{\"text\":\"".getBytes(UTF_8));
      for (int i = 0; i < 100; i++) {
        out.write(part);
      }
      out.write("\"}\n{\"n\":2}\n".getBytes(UTF_8));
    }
    DomainRows opened = DomainRows.builder().domain("law", file).open();
    assertThat(opened.sizes()).containsEntry("law", 3L);
    assertThat(opened.list("law").place(1).length()).isEqualTo(100 * part.length + 11);
    assertThat(opened.row("law", 2)).isEqualTo("{\"n\":2}");
  }
}
