// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that cannot be used: each a clear error that names the place, and nothing is left behind.
 */
class BadRowsTest {
  private static final String GOOD = "{\"text\":\"a\"}\n";

  @TempDir Path folder;

  /** Bad second rows, between two good ones. */
  static Stream<String> badSecondRows() {
    return Stream.of(
        "{\"text\":\"a\"",
        "{\"text\" \"a\"}",
        "{\"text\":}",
        "{\"text\":\"a\",}",
        "{,}",
        "{'text':'a'}",
        "{text:\"a\"}",
        "{\"n\":NaN}",
        "{\"n\":Infinity}",
        "{\"n\":01}",
        "{\"n\":+1}",
        "{\"n\":0x10}",
        "{\"n\":.5}",
        "{\"n\":1.}",
        "{\"n\":1e}",
        "{\"n\":--1}",
        "{\"n\":" + "9".repeat(2000) + "}",
        "{\"text\":\"a}",
        "{\"text\":\"a\tb\"}",
        "{\"text\":\"a\u0000b\"}",
        "{\"text\":\"\\x41\"}",
        "{\"text\":\"\\u12G4\"}",
        "{\"text\":True}",
        "{\"text\":None}",
        "{\"text\":undefined}",
        "{\"text\":nul}",
        "// a comment",
        "/* a comment */ {}",
        "# a comment",
        "{\"text\":\"a\"}}",
        "{\"text\":\"a\"} trailing",
        "{\"text\":\"a\"},",
        "{\"a\":[1,2}",
        "{\"a\":[1 2]}",
        "{\"a\":{\"b\":1]}",
        "[1,2]",
        "\"text\"",
        "3.5",
        "null",
        "true",
        "text",
        "<html>",
        "{\"text\":\"a\"} {\"text\":\"b\"}",
        "{\"text\":\"a\"}{\"text\":\"b\"}",
        "{\"text\":\n\"a\"}",
        "{\n}",
        "{\"a\":" + "[".repeat(600) + "]".repeat(600) + "}");
  }

  @ParameterizedTest
  @MethodSource("badSecondRows")
  void aBadRowIsNamedByItsLine(String row) throws IOException {
    refused("rows.jsonl", (GOOD + row + "\n" + GOOD).getBytes(UTF_8))
        .hasMessageMatching("(?s).*rows\\.jsonl, line [23], column \\d+: .+; .+");
  }

  static Stream<byte[]> badBytes() {
    return Stream.of(
        bytes("{\"text\":\"", 0x80, "\"}"),
        bytes("{\"text\":\"", 0xFF, "\"}"),
        bytes("{\"text\":\"", 0xC3, "\"}"),
        bytes("{\"text\":\"caf", 0xE9, "\"}"),
        bytes("{\"text\":\"", 0xFE, "\"}"),
        bytes("{", 0xA0, "\"text\":1}"),
        bytes("", 0x00, "{}"),
        bytes("", 0x1A, ""));
  }

  private static byte[] bytes(String before, int one, String after) {
    return (GOOD + before + (char) one + after).getBytes(ISO_8859_1);
  }

  @ParameterizedTest
  @MethodSource("badBytes")
  void whatIsNotUtf8IsNamedByItsLine(byte[] content) throws IOException {
    refused("rows.jsonl", content)
        .hasMessageMatching("(?s).*rows\\.jsonl, line 2, column \\d+: .+");
  }

  /** A file that an old program wrote is told from one that is damaged. */
  @Test
  void latin1IsToBeConverted() throws IOException {
    refused("rows.jsonl", (GOOD + "{\"text\":\"\u00e4\"}\n").getBytes(ISO_8859_1))
        .hasMessageContaining("this is not UTF-8")
        .hasMessageContaining("iconv -f LATIN1 -t UTF-8");
  }

  @Test
  void otherEncodingsAreNamed() throws IOException {
    for (byte[] content :
        ImmutableList.of(
            ("\uFEFF" + GOOD).getBytes(UTF_16LE),
            ("\uFEFF" + GOOD).getBytes(UTF_16BE),
            GOOD.getBytes(UTF_16LE),
            GOOD.getBytes(UTF_16BE),
            GOOD.getBytes("UTF-32LE"),
            GOOD.getBytes("UTF-32BE"))) {
      refused("rows.jsonl", content).hasMessageContaining("line 1").hasMessageContaining("iconv");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]|the row is a number",
        "[\"a\"]|the row is a text",
        "[null]|the row is null",
        "[true]|the row is true",
        "[[{}]]|the row is an array",
        "[{}|cut short",
        "[{} {}]|not JSON",
        "[{},]|not JSON",
        "[{},,{}]|not JSON",
        "[{}]]|not JSON",
        "[{}] {}|something follows the array",
        "[{}][{}]|something follows the array",
        "[]|no row",
        "3|the row is a number",
      })
  void anArrayThatCannotBeUsedIsNamed(String content, String message) throws IOException {
    refused("rows.json", content.getBytes(UTF_8)).hasMessageContaining(message);
  }

  @Test
  void linesThatAreAnArrayAreNamed() throws IOException {
    refused("rows.jsonl", "[{}]".getBytes(UTF_8)).hasMessageContaining("is named .json");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void damagedCompressedFilesAreNamed() throws IOException {
    byte[] good = gzip(GOOD.repeat(1000));
    byte[] flipped = good.clone();
    flipped[flipped.length - 6] ^= 1;
    refused("rows.jsonl.gz", GOOD.getBytes(UTF_8)).hasMessageContaining("no gzip file");
    refused("rows.jsonl.gz", new byte[0]).hasMessageContaining("cut short");
    refused("rows.jsonl.gz", Arrays.copyOf(good, good.length / 2))
        .hasMessageContaining("cut short");
    refused("rows.jsonl.gz", flipped).hasMessageContaining("damaged");
    refused("rows.jsonl.gz", gzip(GOOD + "oops")).hasMessageContaining("gz, line 2, column");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"text\":\"a\"}|has no field 'source'",
        "{\"meta\":{\"source\":\"a\"}}|has no field 'source'",
        "{\"source\":1}|is a number",
        "{\"source\":null}|is null",
        "{\"source\":[\"a\"]}|is an array",
        "{\"source\":{}}|is an object",
        "{\"source\":\"\"}|it names the domain",
        "{\"source\":\"  \"}|is blank",
        "{\"source\":\"a\",\"source\":\"b\"}|twice",
        "{\"Source\":\"a\"}|has no field 'source'",
      })
  void aFieldThatNamesNoDomainIsNamed(String row, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.jsonl"), "{\"source\":\"a\"}\n" + row);
    assertThatThrownBy(() -> DomainRows.builder().byField("source", file).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows.jsonl, line 2")
        .hasMessageContaining(message);
    nothingIsLeft();
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(String name, byte[] content)
      throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    var thrown =
        assertThatThrownBy(() -> DomainRows.builder().domain("law", file).open())
            .isInstanceOf(IllegalArgumentException.class);
    nothingIsLeft();
    return thrown;
  }

  private void nothingIsLeft() throws IOException {
    Path indexes = folder.resolve(".versatune");
    if (Files.exists(indexes)) {
      try (Stream<Path> files = Files.list(indexes)) {
        assertThat(files.filter(file -> !file.toString().endsWith(".index"))).isEmpty();
      }
    }
  }

  /** Calls that name no files of rows. */
  static Stream<Arguments> badCalls() {
    return Stream.of(
        call(at -> DomainRows.builder().open(), "no file of rows was given"),
        call(at -> DomainRows.builder().domain(" ", at).open(), "blank"),
        call(at -> DomainRows.builder().domain("law").open(), "no file was given for domain 'law'"),
        call(at -> DomainRows.builder().byField("source").open(), "no file was given for field"),
        call(at -> DomainRows.builder().byField("", at).open(), "field is blank"),
        call(
            at -> DomainRows.builder().domain("law", at.resolve("none.jsonl")).open(),
            "none.jsonl: there is no such file"),
        call(
            at -> DomainRows.builder().domain("law", at.resolve("a.csv")).open(),
            "a.csv: its name does not say"),
        call(
            at -> DomainRows.builder().domain("law", at.resolve("empty")).open(),
            "there is no file of rows in this folder"),
        call(
            at -> DomainRows.builder().folders(at.resolve("empty")).open(),
            "neither a folder nor a file of rows"),
        call(
            at -> DomainRows.builder().folders(at.resolve("a.csv")).open(),
            "a.csv: there is no such folder"),
        call(
            at ->
                DomainRows.builder()
                    .domain("law", at.resolve("a.jsonl"), at.resolve("a.jsonl"))
                    .open(),
            "is given twice"),
        call(
            at ->
                DomainRows.builder()
                    .domain("law", at.resolve("a.jsonl"))
                    .domain("code", at.resolve("link.jsonl"))
                    .open(),
            "is given twice, for domain 'law' and for domain 'code'"),
        call(
            at -> DomainRows.builder().domain("law", at.resolve("nothing.jsonl")).open(),
            "'law' have no row"),
        call(
            at -> DomainRows.builder().byField("source", at.resolve("nothing.jsonl")).open(),
            "there is no row in"),
        call(
            at -> DomainRows.builder().domain("law", at.resolve("bad.parquet")).open(),
            "no Parquet file"),
        call(
            at -> DomainRows.builder().domain("law", at.resolve("a.jsonl")).open().row("art", 0),
            "no rows of domain 'art'"),
        call(
            at ->
                DomainRows.builder()
                    .domain("law", at.resolve("a.jsonl"))
                    .indexIn(at.resolve("a.csv"))
                    .open(),
            "a.csv"));
  }

  interface Call {
    Object on(Path folder) throws IOException;
  }

  private static Arguments call(Call call, String message) {
    return Arguments.of(message, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badCalls")
  void whatNamesNoRowsIsRefused(String message, Call call) throws IOException {
    Files.writeString(folder.resolve("a.jsonl"), GOOD);
    Files.writeString(folder.resolve("a.csv"), "a,b");
    Files.writeString(folder.resolve("nothing.jsonl"), " \n\n");
    Files.writeString(folder.resolve("bad.parquet"), "PAR1 this is none");
    Files.createDirectories(folder.resolve("empty/.hidden"));
    Files.createSymbolicLink(folder.resolve("link.jsonl"), folder.resolve("a.jsonl"));
    assertThatThrownBy(() -> call.on(folder)).hasMessageContaining(message);
  }
}
