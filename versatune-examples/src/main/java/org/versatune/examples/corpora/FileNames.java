// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.io.Files;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Names of files as they are on the disk. Java reads them in the encoding of the locale. Where that
 * lacks a character, as in a container without a locale, it puts the same sign for all that it
 * cannot read: names change, and two can become one. The bytes are still in the path's URI.
 *
 * <p>A name is in Unicode's composed form (NFC), since systems differ in the form they keep.
 */
final class FileNames {
  private static final String REPLACEMENT = "\uFFFD";

  private FileNames() {}

  /**
   * Returns the last part of a path. Where its bytes are not UTF-8 it is shown with {@code %E9} and
   * the like, so that names that differ stay different.
   */
  static String name(Path path) {
    String asRead = String.valueOf(path.getFileName());
    if (CharMatcher.ascii().matchesAllOf(asRead)) {
      return asRead;
    }
    String way = CharMatcher.is('/').trimTrailingFrom(path.toUri().getRawPath());
    String escaped = way.substring(way.lastIndexOf('/') + 1);
    String name = URLDecoder.decode(escaped.replace("+", "%2B"), UTF_8);
    boolean broken = name.contains(REPLACEMENT) && !escaped.contains("%EF%BF%BD");
    return broken ? escaped : Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /** Returns the way from a folder to a file in it, with slashes on every system. */
  static String relative(Path folder, Path file) {
    StringBuilder way = new StringBuilder();
    Path at = folder;
    for (Path part : folder.relativize(file)) {
      at = at.resolve(part);
      way.append(way.isEmpty() ? "" : "/").append(name(at));
    }
    return way.toString();
  }

  static String withoutExtension(Path file) {
    return Files.getNameWithoutExtension(name(file));
  }

  /** Returns the text behind the last dot of the name, in lower case; empty without a dot. */
  static String extension(Path file) {
    return Files.getFileExtension(name(file)).toLowerCase(Locale.ROOT);
  }
}
