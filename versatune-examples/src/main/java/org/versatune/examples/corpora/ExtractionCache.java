// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.versatune.examples.files.IoProblem;
import org.versatune.internal.AtomicFiles;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps extracted text from one run to the next, one file for each domain.
 *
 * <p>JSON Lines: the first line says what the file is, under which key, and the SHA-256 of all that
 * follows; every further line is a document. The key identifies the rules of extraction and the
 * archives, so text of older rules or other archives is never taken for current. A file is written
 * aside and moved into place, so that no reader sees half of one.
 */
final class ExtractionCache {
  private static final String FORMAT = "versatune-corpus-1";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;
  private final Consumer<String> progress;

  ExtractionCache(Path folder, Consumer<String> progress) {
    this.folder = folder;
    this.progress = progress;
  }

  /** The first line of a file. */
  private record Header(
      String format,
      String domain,
      String key,
      int documents,
      long duplicatesRemoved,
      String duplicateUnit,
      String sha256) {}

  /** Returns what was kept under the key; nothing if there is none, or it is stale or damaged. */
  Optional<Extraction> read(String domain, String key) {
    Path file = file(domain);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      byte[] content = Files.readAllBytes(file);
      int lineEnd = Bytes.indexOf(content, (byte) '\n');
      check(lineEnd >= 0, "it has no first line");
      Header header = JSON.readValue(content, 0, lineEnd, Header.class);
      check(header != null, "its first line is null");
      if (!FORMAT.equals(header.format())
          || !domain.equals(header.domain())
          || !key.equals(header.key())) {
        progress.accept(domain + ": what is kept in " + file + " is of another version");
        return Optional.empty();
      }
      byte[] body = Arrays.copyOfRange(content, lineEnd + 1, content.length);
      String found = Hashing.sha256().hashBytes(body).toString();
      check(
          found.equals(header.sha256()),
          "its SHA-256 should be " + header.sha256() + " and is " + found);
      try (MappingIterator<Document> documents = JSON.readerFor(Document.class).readValues(body)) {
        return Optional.of(
            new Extraction(
                ImmutableList.copyOf(documents),
                header.duplicatesRemoved(),
                header.duplicateUnit()));
      }
    } catch (IOException | JacksonException e) {
      progress.accept(
          domain + ": what is kept in " + file + " is damaged and is made anew: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void check(boolean right, String problem) throws IOException {
    if (!right) {
      throw new IOException(problem);
    }
  }

  /**
   * Keeps an extraction under the key. Text that cannot be kept is no failure: it is read again.
   */
  void write(String domain, String key, Extraction extraction) {
    Path file = file(domain);
    String body =
        extraction.documents().stream().map(ExtractionCache::line).collect(Collectors.joining());
    String header =
        line(
            new Header(
                FORMAT,
                domain,
                key,
                extraction.documents().size(),
                extraction.duplicatesRemoved(),
                extraction.duplicateUnit(),
                Hashing.sha256().hashString(body, UTF_8).toString()));
    try {
      AtomicFiles.write(file, "extracted text", aside -> Files.writeString(aside, header + body));
    } catch (UncheckedIOException e) {
      progress.accept(
          "%s: the text cannot be kept in %s: %s"
              .formatted(domain, file, IoProblem.reason(requireNonNull(e.getCause()))));
    }
  }

  private static String line(Object value) {
    return JSON.writeValueAsString(value) + "\n";
  }

  private Path file(String domain) {
    return folder.resolve(domain + ".jsonl");
  }
}
