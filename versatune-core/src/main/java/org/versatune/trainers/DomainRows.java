// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;
import org.versatune.internal.RowOrder;

/**
 * Reads the training rows of all domains from files: JSON Lines or JSON, plain or compressed with
 * gzip, or Parquet. A row is a JSON object; only the trainer interprets its content.
 *
 * <pre>{@code
 * DomainRows rows = DomainRows.builder()
 *     .domain("law", Path.of("law.jsonl"), Path.of("statutes.jsonl.gz"))
 *     .domain("code", Path.of("code"))            // a folder: all files of rows in it
 *     .open();
 * }</pre>
 *
 * <p>Opening reads every file once, checks that each row is a JSON object in UTF-8, and keeps the
 * place of each row in an index on disk. Later it is enough to compare the size and the time of the
 * files. Rows are never held in memory: memory use does not depend on their number or length.
 *
 * <p>Immutable and safe for use by any number of threads. The files must not be changed while they
 * are in use.
 */
public final class DomainRows {
  private final ImmutableList<String> domains;
  private final ImmutableMap<String, RowList> rows;
  private final ImmutableList<RowIndex> files;

  DomainRows(ImmutableMap<String, RowList> rows, ImmutableList<RowIndex> files) {
    this.domains = rows.keySet().asList();
    this.rows = rows;
    this.files = files;
  }

  /**
   * Starts a description of files.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the domains in the order in which they were given or, where a field names them, in the
   * order of their first rows.
   *
   * @return unique names, at least one
   */
  public ImmutableList<String> domains() {
    return domains;
  }

  /**
   * Returns how many rows each domain has, for {@link org.versatune.RunBuilder#domainSizes}.
   *
   * @return at least 1 by domain
   */
  public ImmutableMap<String, Long> sizes() {
    ImmutableMap.Builder<String, Long> sizes = ImmutableMap.builder();
    rows.forEach((domain, list) -> sizes.put(domain, list.size()));
    return sizes.buildOrThrow();
  }

  /**
   * Returns one row, byte for byte as it is in its file, without the white space or brackets around
   * it.
   *
   * @param domain a domain
   * @param number which of its rows, from 0, in the order of its files
   * @return JSON text
   * @throws IllegalArgumentException if there is no such domain
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public String row(String domain, long number) {
    RowList list = list(notNull(domain, "domain"));
    if (number < 0 || number >= list.size()) {
      throw new IndexOutOfBoundsException(
          "row " + number + " of domain '" + domain + "', which has " + list.size());
    }
    byte[] row = list.bytes(number);
    return new String(row, StandardCharsets.UTF_8);
  }

  /**
   * Returns the mean number of tokens of a row of each domain, for {@link
   * org.versatune.RunBuilder#meanTokens}. It reads at most 1 000 rows of each domain: the first
   * ones of a random order that is always the same.
   *
   * @param tokens counts the tokens of a row
   * @return above 0 by domain
   * @throws IllegalArgumentException if the rows looked at of a domain have no token
   */
  public ImmutableMap<String, Double> meanTokens(RowTokens tokens) {
    notNull(tokens, "tokens");
    ImmutableMap.Builder<String, Double> means = ImmutableMap.builder();
    rows.forEach(
        (domain, list) -> {
          RowOrder order = RowOrder.of(0, domain, list.size(), 0);
          long looked = Math.min(list.size(), 1000);
          long sum = 0;
          for (long place = 0; place < looked; place++) {
            sum += list.tokens(order.row(place), tokens);
          }
          checkArgument(
              sum > 0,
              "%s rows of domain '%s' have no token, counted by %s; check what counts them",
              looked,
              domain,
              tokens);
          means.put(domain, (double) sum / looked);
        });
    return means.buildOrThrow();
  }

  RowList list(String domain) {
    RowList list = rows.get(domain);
    if (list == null) {
      throw new IllegalArgumentException(
          "there are no rows of domain '"
              + Listed.one(domain)
              + "'; the domains with rows are "
              + Listed.of(domains));
    }
    return list;
  }

  /** The files that the rows are in, each once. */
  ImmutableList<RowIndex> files() {
    return files;
  }

  @Override
  public String toString() {
    return "DomainRows " + Listed.of(sizes());
  }

  /** Describes where the rows of each domain are. Not safe for use by several threads. */
  public static final class Builder {
    private final FileSearch search = new FileSearch();

    private Builder() {}

    /**
     * Adds rows of a domain.
     *
     * @param domain its name; further calls with the same name add to the domain
     * @param filesOrFolders files of rows, and folders with such files at any depth, which are read
     *     in the order of their paths
     * @return this builder
     * @throws IllegalArgumentException if the name is blank, a file is missing or of another kind,
     *     or a folder has no file of rows
     */
    public Builder domain(String domain, Path... filesOrFolders) {
      return domain(domain, Given.list(filesOrFolders, "filesOrFolders"));
    }

    /**
     * Adds rows of a domain, as {@link #domain(String, Path...)} does.
     *
     * @param domain its name
     * @param filesOrFolders at least one
     * @return this builder
     */
    public Builder domain(String domain, List<Path> filesOrFolders) {
      notNull(domain, "domain");
      given("domain", domain, Given.list(filesOrFolders, "filesOrFolders"))
          .forEach(path -> search.add(path, domain));
      return this;
    }

    private static ImmutableList<Path> given(String what, String name, ImmutableList<Path> places) {
      checkArgument(!name.isBlank(), "the name of a %s is blank", what);
      checkArgument(!places.isEmpty(), "no file was given for %s '%s'", what, Listed.one(name));
      return places;
    }

    /**
     * Adds a domain for each folder in a folder, under the folder's name, in the order of the
     * names. Files beside the folders are domains too, under their names without endings.
     *
     * @param root the folder
     * @return this builder
     * @throws IllegalArgumentException if there is no folder or file of rows in it
     */
    public Builder folders(Path root) {
      search.addEach(notNull(root, "root"));
      return this;
    }

    /**
     * Adds files in which a field of each row names its domain.
     *
     * @param field the field, for example {@code domain}, {@code channel} or {@code source}
     * @param filesOrFolders as for {@link #domain(String, Path...)}
     * @return this builder
     */
    public Builder byField(String field, Path... filesOrFolders) {
      notNull(field, "field");
      given("field", field, Given.list(filesOrFolders, "filesOrFolders"))
          .forEach(path -> search.addByField(path, field));
      return this;
    }

    /**
     * Sets where indexes are kept, and the text of files that are not plain.
     *
     * @param folder made as needed; by default the folder {@code .versatune} beside each file
     * @return this builder
     */
    public Builder indexIn(Path folder) {
      search.indexIn(notNull(folder, "folder"));
      return this;
    }

    /**
     * Reads every file again and does not trust the size and time of those that were read before.
     *
     * @return this builder
     */
    public Builder verify() {
      search.verify();
      return this;
    }

    /**
     * Reads the files that were not read before, and opens the rows.
     *
     * @return the rows
     * @throws IllegalArgumentException if no file was given, a file is given twice, a row cannot be
     *     used (the message says file, line and column, and what to do), or a domain has no row
     * @throws java.io.UncheckedIOException if a file cannot be read, or its index not be written
     */
    public DomainRows open() {
      return search.open();
    }
  }

  /** The rows of one domain, of one file after another. */
  static final class RowList {
    private final ImmutableList<Part> parts;
    private final long[] ends;

    /**
     * Rows of one file.
     *
     * @param file the file
     * @param first the first of them among all rows of the file by domain
     * @param count how many there are
     */
    record Part(RowIndex file, long first, long count) {}

    RowList(ImmutableList<Part> parts) {
      this.parts = parts;
      this.ends = new long[parts.size()];
      long end = 0;
      for (int i = 0; i < ends.length; i++) {
        end += parts.get(i).count();
        ends[i] = end;
      }
    }

    long size() {
      return ends[ends.length - 1];
    }

    ImmutableList<Part> parts() {
      return parts;
    }

    /** Where a row is. */
    Place place(long number) {
      int part = 0;
      if (ends.length > 1) {
        int found = java.util.Arrays.binarySearch(ends, number + 1);
        part = found < 0 ? -found - 1 : found;
      }
      Part in = parts.get(checkElementIndex(part, ends.length));
      long entry = in.first() + number - (part == 0 ? 0 : ends[part - 1]);
      return new Place(in.file(), in.file().start(entry), in.file().length(entry));
    }

    byte[] bytes(long number) {
      return place(number).bytes();
    }

    long tokens(long number, RowTokens tokens) {
      return place(number).tokens(tokens);
    }
  }

  /**
   * A row in its file.
   *
   * @param file the file
   * @param start where it begins
   * @param length its bytes
   */
  record Place(RowIndex file, long start, int length) {

    /**
     * Checks that a row is there, and so brings it near.
     *
     * @throws IllegalStateException if it is not
     */
    void check() {
      var unused = file.window(start, length);
    }

    byte[] bytes() {
      byte[] bytes = new byte[length];
      ByteBuffer window = file.window(start, length);
      window.get(MappedFile.within(start), bytes);
      if (file.source().spansLines()) {
        onOneLine(bytes);
      }
      return bytes;
    }

    /** Breaks of lines are only between the parts of a row: a text has none as it is. */
    private static void onOneLine(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n' || bytes[i] == '\r') {
          bytes[i] = ' ';
        }
      }
    }

    long tokens(RowTokens tokens) {
      return tokens.isOfLength() ? tokens.ofLength(length) : tokens.of(this::bytes, this::toString);
    }

    @Override
    public String toString() {
      return file.source().file() + ", the row at byte " + start;
    }
  }
}
