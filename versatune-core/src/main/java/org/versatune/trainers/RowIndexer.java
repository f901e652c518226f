// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.ByteStreams;
import java.io.BufferedInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Json;
import org.versatune.internal.Listed;
import org.versatune.internal.TextFile;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;

/**
 * Reads a file of rows once from end to end: notes where each row begins and how long it is, and
 * checks on the way that each is a JSON object in UTF-8. The strings in it are checked and skipped,
 * not kept, so that a row of any length takes no memory.
 */
final class RowIndexer {
  /** Bytes of an index for each row: where it begins (8) and how long it is (4). */
  static final int ENTRY = 12;

  /**
   * More names of fields than a file of rows has; a map of them in each row may have any number.
   */
  private static final int MOST_FIELDS = 1000;

  private final Path file;
  private final @Nullable String domainField;
  private final DataOutputStream entries;
  private final Map<String, long[]> fields = new LinkedHashMap<>();
  private final Map<String, long[]> domains = new LinkedHashMap<>();
  private long rows;
  private long longest;
  private boolean spansLines;

  private RowIndexer(Path file, @Nullable String domainField, OutputStream entries) {
    this.file = file;
    this.domainField = domainField;
    this.entries = new DataOutputStream(entries);
  }

  /**
   * Reads a file.
   *
   * @param file its name says whether it is compressed, and whether it may be an array
   * @param domainField the field that names the domain of a row; null where the whole file is of
   *     one domain
   * @param entries takes an entry for each row: with a domain field, the number of the domain in
   *     the order of their first rows (4 bytes), and then in any case place (8) and length (4)
   * @param copy takes the text of a compressed file; null for one that is not compressed
   */
  static SourceFile read(
      Path file, @Nullable String domainField, OutputStream entries, @Nullable OutputStream copy)
      throws IOException {
    RowIndexer indexer = new RowIndexer(file, domainField, entries);
    SourceFile.Stamp before = SourceFile.Stamp.of(file);
    CRC32C checksum = new CRC32C();
    try (InputStream raw = new CheckedInputStream(Files.newInputStream(file), checksum)) {
      InputStream text = copy == null ? raw : new Copying(new GZIPInputStream(raw, 1 << 16), copy);
      indexer.rows(new KeptOpen(new BufferedInputStream(text, 1 << 16)));
      raw.transferTo(OutputStream.nullOutputStream()); // What follows a compressed stream.
    } catch (EOFException e) {
      throw indexer.bad("", "the compressed file is cut short", "fetch or write it again");
    } catch (ZipException e) {
      throw indexer.bad(
          "",
          "it is no gzip file, or damaged (" + e.getMessage() + ")",
          "compress it with gzip, or leave .gz out of its name");
    }
    indexer.entries.flush();
    if (!SourceFile.Stamp.of(file).equals(before)) {
      throw indexer.bad(
          "", "it changed while it was read", "wait until nothing writes it and start again");
    }
    return new SourceFile(
        file,
        before,
        checksum.getValue(),
        indexer.rows,
        indexer.spansLines,
        counts(indexer.fields),
        counts(indexer.domains),
        indexer.longest);
  }

  private static ImmutableMap<String, Long> counts(Map<String, long[]> byName) {
    ImmutableMap.Builder<String, Long> counts = ImmutableMap.builder();
    byName.forEach((name, count) -> counts.put(name, count[0]));
    return counts.buildOrThrow();
  }

  static boolean isCompressed(Path file) {
    return name(file).endsWith(".gz");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  private void rows(InputStream in) throws IOException {
    checkEncoding(in);
    try (JsonParser parser = Json.parser(in)) {
      try {
        rows(parser);
      } catch (StreamReadException e) {
        String why = Listed.clipped(String.valueOf(e.getOriginalMessage()));
        boolean isEncoding = why.startsWith("Invalid UTF-8");
        throw bad(
            place(e.getLocation() == null ? parser.currentLocation() : e.getLocation()),
            (isEncoding ? "this is not UTF-8: " : "this is not JSON: ") + why,
            isEncoding
                ? "write the file again in UTF-8, for example with iconv -f LATIN1 -t UTF-8"
                : "mend or remove this row; the file may be cut short");
      } catch (StreamConstraintsException e) {
        throw bad(
            place(parser.currentLocation()),
            "the row goes beyond what can be read: "
                + Listed.clipped(String.valueOf(e.getOriginalMessage())),
            "shorten or remove this row");
      }
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
  }

  private void rows(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    boolean isArray = first == JsonToken.START_ARRAY && !name(file).contains(".jsonl");
    long line = 0;
    for (JsonToken token = isArray ? parser.nextToken() : first;
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      line = row(parser, token, isArray, line);
    }
    if (isArray && parser.nextToken() != null) {
      throw bad(
          place(parser.currentTokenLocation()),
          "something follows the array of rows",
          "keep one array in the file, or name it .jsonl and put a row on each line");
    }
  }

  /** A parser guesses UTF-16 and UTF-32 from the first bytes; places in the file fit UTF-8 only. */
  private void checkEncoding(InputStream in) throws IOException {
    in.mark(8);
    byte[] start = in.readNBytes(8);
    in.reset();
    Optional<String> kind = TextFile.kind(start);
    boolean isWide =
        start.length >= 2
            && ((start[0] == (byte) 0xFE && start[1] == (byte) 0xFF)
                || (start[0] == (byte) 0xFF && start[1] == (byte) 0xFE)
                || start[0] == 0
                || start[1] == 0);
    if (!isWide && kind.isPresent()) {
      throw bad("", "this is " + kind.get(), "a name that ends in .gz says that rows are packed");
    }
    if (isWide) {
      throw bad(
          "line 1",
          "this is not UTF-8 (it looks like UTF-16 or UTF-32)",
          "write it again in UTF-8, for example with iconv -t UTF-8");
    }
  }

  /** Takes in the row whose first token was read, and returns the line that it ends on. */
  private long row(JsonParser parser, JsonToken token, boolean isArray, long lineBefore)
      throws IOException {
    TokenStreamLocation start = parser.currentTokenLocation();
    if (token != JsonToken.START_OBJECT) {
      throw bad(
          place(start),
          "the row is " + kind(token) + ", not an object {…}",
          token == JsonToken.START_ARRAY && rows == 0
              ? "a file that is one array of rows is named .json"
              : "mend or remove this row");
    }
    if (!isArray && start.getLineNr() == lineBefore) {
      throw bad(place(start), "a second row begins on this line", "put each row on its own line");
    }
    int domain = domain(parser, start);
    TokenStreamLocation end = parser.currentTokenLocation();
    boolean spans = end.getLineNr() != start.getLineNr();
    if (spans && !isArray) {
      throw bad(
          place(start),
          "the row goes on until line " + end.getLineNr(),
          "put each row on one line, for example with jq -c .");
    }
    spansLines |= spans;
    long length = end.getByteOffset() + 1 - start.getByteOffset();
    if (length > MappedFile.LONGEST) {
      throw bad(place(start), "the row has " + length + " bytes", "a row has 1 GiB at most");
    }
    longest = Math.max(longest, length);
    if (domainField != null) {
      entries.writeInt(domain);
    }
    entries.writeLong(start.getByteOffset());
    entries.writeInt((int) length);
    rows++;
    return end.getLineNr();
  }

  /** Reads an object to its end and returns the number of its domain; 0 without a domain field. */
  private int domain(JsonParser parser, TokenStreamLocation start) {
    @Nullable String domain = null;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      long[] count = fields.get(name);
      if (count != null) {
        count[0]++;
      } else if (fields.size() < MOST_FIELDS) {
        fields.put(name, new long[] {1});
      }
      JsonToken value = parser.nextToken();
      if (!name.equals(domainField)) {
        parser.skipChildren();
        continue;
      }
      String text = value == JsonToken.VALUE_STRING ? parser.getString() : "";
      if (text.isBlank() || domain != null) {
        throw bad(
            place(parser.currentTokenLocation()),
            domain != null
                ? "the row has the field '" + name + "' twice"
                : "the field '" + name + "' is " + (text.isEmpty() ? kind(value) : "blank"),
            "it names the domain of the row: give it the name as a text, once");
      }
      domain = text;
    }
    if (domainField == null) {
      return 0;
    }
    if (domain == null) {
      throw bad(
          place(start),
          "the row has no field '" + domainField + "'",
          "it names the domain of the row: add it, or give the file to one domain");
    }
    int known = domains.size();
    long[] count = domains.computeIfAbsent(domain, unused -> new long[] {0, known});
    count[0]++;
    return (int) count[1];
  }

  private static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_NULL -> "null";
      default -> String.valueOf(token.asString());
    };
  }

  private static String place(TokenStreamLocation location) {
    return "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private IllegalArgumentException bad(String place, String what, String remedy) {
    return new IllegalArgumentException(
        file + (place.isEmpty() ? "" : ", " + place) + ": " + what + "; " + remedy);
  }

  /** Stays open when a parser has come to the end: what follows is read for the checksum. */
  private static final class KeptOpen extends FilterInputStream {
    KeptOpen(InputStream in) {
      super(in);
    }

    @Override
    public void close() {}
  }

  /** Copies what is read. */
  private static final class Copying extends FilterInputStream {
    private final OutputStream copy;

    Copying(InputStream in, OutputStream copy) {
      super(in);
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return ByteStreams.read(this, one, 0, 1) == 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = in.read(bytes, from, length);
      if (count > 0) {
        copy.write(bytes, from, count);
      }
      return count;
    }
  }
}
