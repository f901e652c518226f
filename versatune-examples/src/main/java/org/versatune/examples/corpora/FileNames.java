// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Names of files as they are on the disk. Java reads them in the encoding of the locale, and where
 * that lacks a character, as in a container without a locale, it puts the same sign for all that it
 * cannot read: names change, and two can become one. The bytes are still there in the path's URI.
 *
 * <p>A name is in Unicode's composed form (NFC), since systems differ in the form they keep. Holds
 * no state.
 */
final class FileNames {
  private FileNames() {}

  /**
   * The last part of a path. Bytes that are not UTF-8 are shown as {@code %E9}, so that names that
   * differ stay different.
   */
  static String name(Path path) {
    String asRead = String.valueOf(path.getFileName());
    if (CharMatcher.ascii().matchesAllOf(asRead)) {
      return asRead;
    }
    String raw = path.toUri().getRawPath();
    String whole = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    String escaped = whole.substring(whole.lastIndexOf('/') + 1);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(unescaped(escaped));
      return Normalizer.normalize(UTF_8.newDecoder().decode(bytes), Normalizer.Form.NFC);
    } catch (CharacterCodingException e) {
      return escaped;
    }
  }

  /** The way from a folder to a file in it, with slashes on every system. */
  static String relative(Path folder, Path file) {
    StringBuilder way = new StringBuilder();
    Path at = folder;
    for (Path part : folder.relativize(file)) {
      at = at.resolve(part);
      way.append(way.isEmpty() ? "" : "/").append(name(at));
    }
    return way.toString();
  }

  /** The name without its extension. */
  static String withoutExtension(Path file) {
    String name = name(file);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The text behind the last dot of the name, in lower case; empty without a dot. */
  static String extension(Path file) {
    String name = name(file);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  private static byte[] unescaped(String escaped) {
    byte[] in = escaped.getBytes(UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%' && i + 2 < in.length) {
        out.write(Integer.parseInt(new String(in, i + 1, 2, UTF_8), 16));
        i += 2;
      } else {
        out.write(in[i]);
      }
    }
    return out.toByteArray();
  }
}
