// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.io.CharStreams;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Opens files of text, and says what a file is that holds none: its first bytes tell, whatever it
 * is called.
 *
 * <p>Stateless and safe for use by any number of threads.
 */
public final class TextFile {
  private static final int HEAD = 8;
  private static final String GZIP = "1f8b";

  /** First bytes in hexadecimal, what they are of, and what to do. */
  private static final Map<String, String> KINDS =
      Map.of(
          GZIP,
          "packed with gzip; unpack it first, for example with gunzip",
          "28b52ffd",
          "packed with zstd; unpack it first, for example with unzstd",
          "fd377a585a00",
          "packed with xz; unpack it first, for example with unxz",
          "425a683931415926",
          "packed with bzip2; unpack it first, for example with bunzip2",
          "504b0304",
          "a zip archive; unpack it first, for example with unzip",
          "50415231",
          "a Parquet file; write its rows as JSON Lines first",
          "fffe",
          "in UTF-16; convert it, for example with iconv -f UTF-16 -t UTF-8",
          "feff",
          "in UTF-16; convert it, for example with iconv -f UTF-16 -t UTF-8");

  private TextFile() {}

  /**
   * Opens a file of text in UTF-8. One that is packed with gzip is unpacked, and the mark that
   * editors of Windows put before a text is passed over.
   *
   * @param file the file
   * @return a reader that fails with {@link java.nio.charset.CharacterCodingException} where the
   *     file is not UTF-8; close it
   * @throws IllegalArgumentException if it is packed in another way or no text; the message says
   *     what to do
   * @throws IOException if it cannot be opened, or is no regular file
   */
  public static BufferedReader open(Path file) throws IOException {
    AtomicFiles.checkRegularIfThere(file);
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      boolean packed = hex(head(raw)).startsWith(GZIP);
      InputStream in = packed ? new BufferedInputStream(new GZIPInputStream(raw, 1 << 16)) : raw;
      byte[] head = head(in);
      check(file, head);
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
      if (hex(head).startsWith("efbbbf")) {
        long unused = reader.skip(1);
      }
      return reader;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Reads a file of text whole, as {@link #open} does.
   *
   * @param file the file
   * @return the text
   * @throws IllegalArgumentException as for {@link #open}
   * @throws IOException if it cannot be read, is no regular file, or is not UTF-8
   */
  public static String read(Path file) throws IOException {
    try (BufferedReader reader = open(file)) {
      return CharStreams.toString(reader);
    }
  }

  /**
   * Reads a file of text line by line, as {@link #open} does.
   *
   * @param file the file
   * @param what what is read of it, for the message: {@code the texts of}
   * @param reader takes each line that is not blank, and its number from 1 on
   * @throws IllegalArgumentException as for {@link #open}, or if the file is not UTF-8 or damaged
   * @throws java.io.UncheckedIOException if it cannot be read, or is no regular file
   */
  public static void lines(Path file, String what, ObjIntConsumer<String> reader) {
    int number = 0;
    try (BufferedReader lines = open(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          reader.accept(line, number);
        }
      }
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          file + ", behind line " + number + ", is not UTF-8; convert the file", e);
    } catch (EOFException | ZipException e) {
      throw new IllegalArgumentException(
          file + " is packed and cut short or damaged; fetch or write it again", e);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", what, file, e);
    }
  }

  private static byte[] head(InputStream in) throws IOException {
    in.mark(HEAD);
    byte[] head = in.readNBytes(HEAD);
    in.reset();
    return head;
  }

  /**
   * Refuses what is no text.
   *
   * @param file what to call it
   * @param bytes its first bytes, or all of them
   * @throws IllegalArgumentException if they say that it is packed, or of another kind; the message
   *     says what to do
   */
  public static void check(Path file, byte[] bytes) {
    Optional<String> kind = kind(bytes);
    checkArgument(kind.isEmpty(), "%s is %s", file, kind.orElse(""));
  }

  /**
   * What a file is that is no text in UTF-8.
   *
   * @param bytes its first bytes, or all of them
   * @return what it is and what to do, such as "packed with zstd; unpack it first"; empty where the
   *     bytes say nothing
   */
  public static Optional<String> kind(byte[] bytes) {
    String head = hex(Arrays.copyOf(bytes, Math.min(bytes.length, HEAD)));
    return KINDS.entrySet().stream()
        .filter(kind -> head.startsWith(kind.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
