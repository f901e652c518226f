// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractionCacheTest {
  private static final Extraction EXTRACTION =
      new Extraction(
          ImmutableList.of(
              new Document("a.jar!/one", "Line one.\nLine \"two\" \\ \t\u2028 € \uD83D\uDE00"),
              new Document("a.jar!/two", "Another \r\n text.")),
          7,
          "sentences");

  @TempDir Path folder;
  private final List<String> reports = new ArrayList<>();
  private ExtractionCache cache;

  @BeforeEach
  void open() {
    cache = new ExtractionCache(folder.resolve("deep/cache"), reports::add);
  }

  private Path file() {
    return folder.resolve("deep/cache/law.jsonl");
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    cache.write("law", "key", EXTRACTION);
    assertThat(cache.read("law", "key")).contains(EXTRACTION);
    assertThat(reports).isEmpty();
    try (var files = Files.list(file().getParent())) {
      assertThat(files).as("nothing is left aside").containsExactly(file());
    }
  }

  @Test
  void replacesWhatWasThere() {
    cache.write("law", "old", new Extraction(ImmutableList.of(), 0, "sentences"));
    cache.write("law", "key", EXTRACTION);
    assertThat(cache.read("law", "key")).contains(EXTRACTION);
    assertThat(cache.read("law", "old")).isEmpty();
  }

  @Test
  void nothingIsKeptAtFirst() {
    assertThat(cache.read("law", "key")).isEmpty();
    assertThat(reports).isEmpty();
  }

  @Test
  void anotherKeyOrDomainIsAnotherVersion() throws IOException {
    cache.write("law", "key", EXTRACTION);
    assertThat(cache.read("law", "other")).isEmpty();
    Files.copy(file(), file().resolveSibling("code.jsonl"));
    assertThat(cache.read("code", "key")).isEmpty();
    assertThat(reports).hasSize(2).allMatch(line -> line.contains("of another version"));
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    cache.write("law", "key", EXTRACTION);
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThat(cache.read("law", "key")).as("cut to %s bytes", length).isEmpty();
    }
    assertThat(reports)
        .hasSize(whole.length)
        .allMatch(line -> line.contains("law.jsonl is damaged and is made anew"));
  }

  @Test
  void everyAlteredByteOfTheTextIsNoticed() throws IOException {
    cache.write("law", "key", EXTRACTION);
    byte[] whole = Files.readAllBytes(file());
    int textStart =
        new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
    for (int at = textStart; at < whole.length; at++) {
      byte[] altered = whole.clone();
      altered[at] ^= 1;
      Files.write(file(), altered);
      assertThat(cache.read("law", "key")).as("byte %s", at).isEmpty();
    }
    assertThat(reports)
        .hasSize(whole.length - textStart)
        .allMatch(line -> line.contains("SHA-256"));
  }

  @Test
  void aFileOfSomethingElseIsNoticed() throws IOException {
    Files.createDirectories(file().getParent());
    for (String content :
        List.of("\n", "null\n", "[]\n", "{}\n", "text\nmore", "{\"format\":1}\n")) {
      Files.writeString(file(), content);
      assertThat(cache.read("law", "key")).as(content).isEmpty();
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsReportedAndNoFailure() throws IOException {
    Files.writeString(folder.resolve("deep"), "a file where the folder should be");
    cache.write("law", "key", EXTRACTION);
    assertThat(reports).singleElement().asString().contains("cannot be kept");
    assertThat(cache.read("law", "key")).isEmpty();
  }
}
