// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.io.ByteStreams;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/**
 * Where the rows of one file are: an index beside them, made once and read through memory that the
 * system manages.
 *
 * <p>The index file holds an {@linkplain RowIndexer#ENTRY entry} for each row, by domain and in the
 * order of the file, then a JSON object that says what it was made from, the length of that object
 * (4 bytes), its CRC-32C (4) and a mark (8). It is a cache: one that is damaged, of another version
 * or older than its file is made again.
 *
 * <p>The text of a compressed file, and the rows of a Parquet file, lie beside the index in a plain
 * file.
 */
final class RowIndex {
  private static final System.Logger LOG = System.getLogger(RowIndex.class.getName());
  private static final String FORMAT = "versatune-rows";
  private static final long MARK = 0x56545f524f575331L;
  private static final int TAIL = 16;

  private final SourceFile source;
  private final @Nullable String domainField;
  private final MappedFile entries;
  private final MappedFile text;

  private RowIndex(
      SourceFile source, @Nullable String domainField, MappedFile entries, MappedFile text) {
    this.source = source;
    this.domainField = domainField;
    this.entries = entries;
    this.text = text;
  }

  SourceFile source() {
    return source;
  }

  /** The field that names the domain of each row; null where the whole file is of one. */
  @Nullable String domainField() {
    return domainField;
  }

  /** The place of an entry's row in {@link #window}, and how long the row is. */
  long start(long entry) {
    long at = entry * RowIndexer.ENTRY;
    return entries.window(at).getLong(MappedFile.within(at));
  }

  int length(long entry) {
    long at = entry * RowIndexer.ENTRY + Long.BYTES;
    return entries.window(at).getInt(MappedFile.within(at));
  }

  /** How many rows lie before those of each domain; empty where the file is of one domain. */
  ImmutableMap<String, Long> firstRows() {
    ImmutableMap.Builder<String, Long> firsts = ImmutableMap.builder();
    long first = 0;
    for (Map.Entry<String, Long> domain : source.domains().entrySet()) {
      firsts.put(domain.getKey(), first);
      first += domain.getValue();
    }
    return firsts.buildOrThrow();
  }

  /**
   * The memory that holds a row.
   *
   * @throws IllegalStateException if there is no row where the index says
   */
  ByteBuffer window(long start, int length) {
    if (start >= 0 && length >= 2 && start + length <= text.size()) {
      ByteBuffer window = text.window(start);
      int from = MappedFile.within(start);
      if (window.get(from) == '{' && window.get(from + length - 1) == '}') {
        return window;
      }
    }
    throw new IllegalStateException(
        source.file()
            + ": there is no row at byte "
            + start
            + ", where its index says; the file was changed after it was opened, or the index is"
            + " damaged: open it again with verify()");
  }

  /** The rows of a plain file of one domain by entries that are known to fit, for tests. */
  static DomainRows.RowList rows(Path text, Path entries, long count) throws IOException {
    SourceFile source =
        new SourceFile(
            text,
            SourceFile.Stamp.of(text),
            0,
            count,
            false,
            ImmutableMap.of(),
            ImmutableMap.of(),
            0);
    RowIndex index = new RowIndex(source, null, MappedFile.open(entries), MappedFile.open(text));
    return new DomainRows.RowList(ImmutableList.of(new DomainRows.RowList.Part(index, 0, count)));
  }

  /**
   * Opens the index of a file; makes it where there is none that fits.
   *
   * @param file the file, by its real path
   * @param domainField the field that names the domain of a row; null for none
   * @param folder where indexes lie
   * @param verify whether to read the whole file again, and not to trust its size and time
   */
  static RowIndex open(Path file, @Nullable String domainField, Path folder, boolean verify) {
    try {
      AtomicFiles.checkRegularIfThere(file);
      Path index = folder.resolve(name(file, domainField) + ".index");
      Path text = isPlain(file) ? file : folder.resolve(name(file, null) + ".jsonl");
      @Nullable SourceFile known = verify ? null : known(index, file, text, domainField);
      if (known == null) {
        make(file, domainField, index, text);
        known = known(index, file, text, domainField);
      }
      if (known == null) {
        throw new IllegalArgumentException(
            file + ": it changed while it was read; wait until nothing writes it and start again");
      }
      return new RowIndex(known, domainField, MappedFile.open(index), MappedFile.open(text));
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "rows", file, e);
    }
  }

  private static boolean isPlain(Path file) {
    return !RowIndexer.isCompressed(file) && !ParquetFiles.isParquet(file);
  }

  /** The file's name, and a hash of what else makes the index another one. */
  private static String name(Path file, @Nullable String domainField) {
    String hash =
        Hashing.sha256()
            .hashString(file + "\n" + domainField, StandardCharsets.UTF_8)
            .toString()
            .substring(0, 12);
    String name = String.valueOf(file.getFileName());
    return (name.length() <= 60 ? name : name.substring(0, 60)) + "." + hash;
  }

  private static @Nullable SourceFile known(
      Path index, Path file, Path text, @Nullable String domainField) throws IOException {
    if (!Files.isRegularFile(index) || !Files.isRegularFile(text)) {
      return null;
    }
    try {
      JsonObject footer = footer(index);
      SourceFile known = source(footer, file);
      boolean fits =
          FORMAT.equals(footer.text("format"))
              && footer.integer("version") == 1
              && footer.text("source").equals(file.toString())
              && footer.text("field", "").equals(domainField == null ? "" : domainField)
              && footer.integer("text") == Files.size(text)
              && known.stamp().equals(SourceFile.Stamp.of(file));
      return fits ? known : null;
    } catch (IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the index {0} cannot be used ({1}) and is made again",
          index,
          e.getMessage());
      return null;
    }
  }

  private static JsonObject footer(Path index) throws IOException {
    try (FileChannel channel = FileChannel.open(index, StandardOpenOption.READ)) {
      ByteBuffer tail = ByteBuffer.allocate(TAIL);
      long end = channel.size() - TAIL;
      if (end < 0 || channel.read(tail, end) < TAIL || tail.getLong(8) != MARK) {
        throw new IllegalArgumentException("it is cut short or no index");
      }
      int length = tail.getInt(0);
      if (length < 0 || length > end) {
        throw new IllegalArgumentException("it is damaged");
      }
      ByteBuffer json = ByteBuffer.allocate(length);
      channel.read(json, end - length);
      JsonObject footer = JsonObject.read(new String(json.array(), StandardCharsets.UTF_8));
      if (crc(json.array()) != tail.getInt(4)
          || footer.integer("rows") * RowIndexer.ENTRY != end - length) {
        throw new IllegalArgumentException("it is damaged");
      }
      return footer;
    }
  }

  private static SourceFile source(JsonObject footer, Path file) {
    return new SourceFile(
        file,
        new SourceFile.Stamp(footer.integer("size"), footer.integer("modified")),
        footer.integer("crc32c"),
        footer.integer("rows"),
        footer.value("spansLines").equals(true),
        footer.integers("fields"),
        footer.integers("domains"),
        footer.integer("longest"));
  }

  private static void make(Path file, @Nullable String domainField, Path index, Path text)
      throws IOException {
    SourceFile.Stamp before = SourceFile.Stamp.of(file);
    if (ParquetFiles.isParquet(file)) {
      AtomicFiles.write(text, "rows of a Parquet file", aside -> ParquetFiles.convert(file, aside));
    }
    Path read = RowIndexer.isCompressed(file) ? file : text;
    AtomicFiles.write(
        index,
        "index",
        aside -> {
          SourceFile found =
              read.equals(text)
                  ? fill(aside, read, domainField, null)
                  : unpacked(aside, file, text, domainField);
          if (ParquetFiles.isParquet(file)) {
            found = found.of(file, before, checksum(file));
          }
          finish(aside, found, domainField, Files.size(text));
        });
  }

  private static SourceFile unpacked(
      Path aside, Path file, Path text, @Nullable String domainField) {
    SourceFile[] found = new SourceFile[1];
    AtomicFiles.write(
        text,
        "text of a compressed file",
        plain -> {
          try (OutputStream copy = buffered(plain)) {
            found[0] = fill(aside, file, domainField, copy);
          }
        });
    return found[0];
  }

  private static OutputStream buffered(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  /** The checksum of a file, CRC-32C. */
  static long checksum(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    try (InputStream in = new CheckedInputStream(Files.newInputStream(file), checksum)) {
      ByteStreams.exhaust(in);
    }
    return checksum.getValue();
  }

  /** Reads a file and writes the entries of its rows. */
  private static SourceFile fill(
      Path aside, Path read, @Nullable String domainField, @Nullable OutputStream copy)
      throws IOException {
    if (domainField == null) {
      try (OutputStream entries = buffered(aside)) {
        return RowIndexer.read(read, null, entries, copy);
      }
    }
    Path mixed = aside.resolveSibling(aside.getFileName() + ".mixed");
    try {
      SourceFile found;
      try (OutputStream entries = buffered(mixed)) {
        found = RowIndexer.read(read, domainField, entries, copy);
      }
      byDomain(mixed, aside, found);
      return found;
    } finally {
      Files.deleteIfExists(mixed);
    }
  }

  /** Puts the entries of a file of several domains in the order of the domains. */
  private static void byDomain(Path mixed, Path aside, SourceFile found) throws IOException {
    long[] next = new long[found.domains().size()];
    int domain = 0;
    long first = 0;
    for (long rows : found.domains().values()) {
      next[domain++] = first;
      first += rows;
    }
    MappedFile entries = MappedFile.create(aside, found.rows() * RowIndexer.ENTRY);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(mixed), 1 << 16))) {
      for (long row = 0; row < found.rows(); row++) {
        long at = next[in.readInt()]++ * RowIndexer.ENTRY;
        entries.window(at).putLong(MappedFile.within(at), in.readLong());
        at += Long.BYTES;
        entries.window(at).putInt(MappedFile.within(at), in.readInt());
      }
    }
  }

  /** Appends what the index was made from. */
  private static void finish(
      Path aside, SourceFile found, @Nullable String domainField, long textSize)
      throws IOException {
    ImmutableMap<String, Object> footer =
        ImmutableMap.<String, Object>builder()
            .put("format", FORMAT)
            .put("version", 1L)
            .put("source", found.file().toString())
            .put("size", found.stamp().size())
            .put("modified", found.stamp().modified())
            .put("crc32c", found.crc32c())
            .put("field", domainField == null ? "" : domainField)
            .put("rows", found.rows())
            .put("longest", found.longest())
            .put("spansLines", found.spansLines())
            .put("fields", found.fields())
            .put("domains", found.domains())
            .put("text", textSize)
            .buildOrThrow();
    byte[] json = Json.write(footer).getBytes(StandardCharsets.UTF_8);
    ByteBuffer end = ByteBuffer.allocate(json.length + TAIL);
    end.put(json).putInt(json.length).putInt(crc(json)).putLong(MARK);
    Files.write(aside, end.array(), StandardOpenOption.APPEND);
  }

  private static int crc(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }
}
