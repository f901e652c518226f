// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of text, and those that only look like one. */
class TextFileTest {
  @TempDir private Path folder;

  private List<String> lines(byte[] bytes) throws IOException {
    try (BufferedReader reader = TextFile.open(Files.write(folder.resolve("file"), bytes))) {
      return reader.lines().toList();
    }
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void readsTextWithAndWithoutAMarkPackedOrNot() throws IOException {
    for (String mark : new String[] {"", "\uFEFF"}) {
      byte[] text = (mark + "é\r\n\n漢\rx").getBytes(UTF_8);
      assertThat(lines(text)).containsExactly("é", "", "漢", "x");
      assertThat(lines(packed(text))).containsExactly("é", "", "漢", "x");
    }
    assertThat(lines(new byte[0])).isEmpty();
    assertThat(lines(packed(new byte[0]))).isEmpty();
    assertThat(lines("\uFEFF".getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "28b52ffd04, zstd; unpack it first",
    "fd377a585a0000, xz; unpack it first",
    "425a683931415926, bzip2; unpack it first",
    "504b030414, zip archive; unpack it first",
    "50415231150415, Parquet file; write its rows as JSON Lines",
    "fffe2200, UTF-16; convert it"
  })
  void saysWhatIsNoTextAndWhatToDo(String head, String says) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(head);
    assertThatThrownBy(() -> lines(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder.resolve("file") + " is ")
        .hasMessageContaining(says);
    assertThatThrownBy(() -> lines(packed(bytes))).hasMessageContaining(says);
    assertThat(TextFile.kind(new byte[0])).isEmpty();
  }

  @Test
  void failsWhereItIsNotUtf8OrCutShort() throws IOException {
    byte[] packed = packed("text that is packed".repeat(1000).getBytes(UTF_8));
    assertThatThrownBy(() -> lines(new byte[] {'a', (byte) 0xE9, 'b'}).size())
        .hasRootCauseInstanceOf(CharacterCodingException.class);
    assertThatThrownBy(() -> lines(java.util.Arrays.copyOf(packed, packed.length / 2)).size())
        .hasRootCauseInstanceOf(java.io.EOFException.class);
    assertThatThrownBy(() -> lines("x".getBytes(UTF_16))).hasMessageContaining("UTF-16");
  }

  /** Opening a FIFO would wait for ever. */
  @Test
  void whatIsNoFileIsRefusedBeforeItIsOpened() throws Exception {
    assertThatThrownBy(() -> TextFile.open(folder)).hasMessageContaining("a folder");
    assertThatThrownBy(() -> TextFile.open(folder.resolve("none")))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
    Path fifo = SpecialFiles.fifo(folder.resolve("fifo"));
    assertThatThrownBy(() -> TextFile.open(fifo)).hasMessageContaining("a FIFO");
  }
}
