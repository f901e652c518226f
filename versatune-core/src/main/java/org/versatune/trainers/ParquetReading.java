// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import com.google.common.io.BaseEncoding;
import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.CloseableIterator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.versatune.internal.Json;
import org.versatune.internal.Listed;

/** Reads Parquet by the library Carpet: the only class that uses it. */
final class ParquetReading {
  private ParquetReading() {}

  /**
   * Writes each row as a JSON object on a line. Fields that are null are left out, elements of
   * lists are not; dates and times become texts in ISO-8601, decimals numbers as they are, and
   * bytes texts in Base64.
   */
  @SuppressWarnings("rawtypes") // A row without a record class is a raw map.
  static void convert(Path file, Path lines) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(lines), 1 << 16);
        CloseableIterator<Map> rows = new CarpetReader<>(file.toFile(), Map.class).iterator()) {
      while (rows.hasNext()) {
        out.write(Json.write(plain(rows.next())).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          file
              + ": this is no Parquet file, or a damaged one ("
              + Listed.clipped(String.valueOf(e.getMessage()))
              + "); write it again or give the rows as JSON Lines",
          e);
    }
  }

  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach(
          (name, inner) -> {
            if (inner != null) {
              plain.put(String.valueOf(name), plain(inner));
            }
          });
      return plain;
    }
    if (value instanceof Iterable<?> list) {
      List<Object> plain = new ArrayList<>();
      for (Object inner : list) {
        plain.add(inner == null ? Json.NULL : plain(inner));
      }
      return plain;
    }
    if (value instanceof Float number) {
      return Double.valueOf(number.toString());
    }
    if (value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof byte[] bytes) {
      return BaseEncoding.base64().encode(bytes);
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }
}
