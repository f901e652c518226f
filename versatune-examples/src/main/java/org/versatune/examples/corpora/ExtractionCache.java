// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.versatune.examples.files.IoProblem;
import org.versatune.internal.AtomicFiles;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Extracted text kept from one run to the next, one file for each domain.
 *
 * <p>JSON Lines: the first line says what the file is, under which key, and the SHA-256 of all that
 * follows; every further line is a document. The key identifies the rules of extraction and the
 * archives, so text of older rules or other archives is never taken for current. A file is written
 * aside and moved into place, so that no reader ever sees half of one.
 */
final class ExtractionCache {
  private static final String FORMAT = "versatune-corpus-1";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;
  private final Progress progress;

  ExtractionCache(Path folder, Progress progress) {
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
      int headerEnd = firstLineFeed(content);
      Header header = JSON.readValue(content, 0, headerEnd, Header.class);
      if (header == null) {
        throw new IOException("its first line is null");
      }
      if (!FORMAT.equals(header.format())
          || !domain.equals(header.domain())
          || !key.equals(header.key())) {
        progress.report(domain + ": what is kept in " + file + " is of another version");
        return Optional.empty();
      }
      int bodyStart = headerEnd + 1;
      int bodyLength = content.length - bodyStart;
      String found = Hashing.sha256().hashBytes(content, bodyStart, bodyLength).toString();
      if (!found.equals(header.sha256())) {
        throw new IOException("its SHA-256 should be " + header.sha256() + " and is " + found);
      }
      ImmutableList<Document> documents = documents(content, bodyStart, bodyLength);
      if (documents.size() != header.documents()) {
        throw new IOException(
            "it should hold " + header.documents() + " documents and holds " + documents.size());
      }
      return Optional.of(
          new Extraction(documents, header.duplicatesRemoved(), header.duplicateUnit()));
    } catch (IOException | JacksonException e) {
      progress.report(
          domain + ": what is kept in " + file + " is damaged and is made anew: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Keeps an extraction under the key. Text that cannot be kept is no failure: it is read again.
   */
  void write(String domain, String key, Extraction extraction) {
    Path file = file(domain);
    try {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (Document document : extraction.documents()) {
        body.writeBytes(JSON.writeValueAsBytes(document));
        body.write('\n');
      }
      byte[] bytes = body.toByteArray();
      Header header =
          new Header(
              FORMAT,
              domain,
              key,
              extraction.documents().size(),
              extraction.duplicatesRemoved(),
              extraction.duplicateUnit(),
              Hashing.sha256().hashBytes(bytes).toString());
      AtomicFiles.write(
          file,
          "extracted text",
          aside -> {
            try (var out = Files.newOutputStream(aside)) {
              out.write(JSON.writeValueAsBytes(header));
              out.write('\n');
              out.write(bytes);
            }
          });
    } catch (UncheckedIOException e) {
      progress.report(
          domain
              + ": the text cannot be kept in "
              + file
              + ": "
              + IoProblem.reason(requireNonNull(e.getCause())));
    }
  }

  private Path file(String domain) {
    return folder.resolve(domain + ".jsonl");
  }

  private static int firstLineFeed(byte[] content) throws IOException {
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '\n') {
        return i;
      }
    }
    throw new IOException("it has no first line");
  }

  private static ImmutableList<Document> documents(byte[] content, int start, int length) {
    ImmutableList.Builder<Document> documents = ImmutableList.builder();
    String body = new String(content, start, length, StandardCharsets.UTF_8);
    body.lines().map(line -> JSON.readValue(line, Document.class)).forEach(documents::add);
    return documents.build();
  }
}
