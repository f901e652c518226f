// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** An archive whose content has been checked, open for reading. Not thread-safe. */
final class OpenArchive implements Closeable {
  private final ZipFile zip;
  private final String fileName;

  OpenArchive(Path file) throws IOException {
    zip = new ZipFile(file.toFile());
    fileName = String.valueOf(file.getFileName());
  }

  /** The names of the wanted files in alphabetical order, whatever their order in the archive. */
  ImmutableList<String> names(Predicate<String> wanted) {
    return zip.stream()
        .filter(entry -> !entry.isDirectory())
        .map(ZipEntry::getName)
        .filter(wanted)
        .sorted()
        .collect(ImmutableList.toImmutableList());
  }

  /** Opens one file of the archive; the caller closes the stream. */
  InputStream stream(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new CorpusException("%s has no file %s".formatted(zip.getName(), name));
    }
    return zip.getInputStream(entry);
  }

  /** Reads one file of the archive as UTF-8. */
  String text(String name) throws IOException {
    return text(name, StandardCharsets.UTF_8);
  }

  String text(String name, Charset charset) throws IOException {
    try (InputStream in = stream(name)) {
      return new String(in.readAllBytes(), charset);
    } catch (IOException e) {
      throw new IOException(zip.getName() + "!/" + name + ": " + e.getMessage(), e);
    }
  }

  /** Says where a document comes from: {@code archive.jar!/name}. */
  String locate(String name) {
    return fileName + "!/" + name;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
