// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
import org.versatune.internal.Json;

/**
 * Writes maps, lists, texts, numbers and booleans as YAML in blocks, as the configuration files of
 * trainers are written. A text that may be read as something else is written in JSON's quotes,
 * which are YAML's too.
 */
final class Yaml {
  /** Begins with a letter or a path, and holds nothing that means something in YAML. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/._][A-Za-z0-9/._-]*");

  private static final Pattern OTHER =
      Pattern.compile(
          "(?i)(y|n|yes|no|on|off|true|false|null|\\.nan|[+-]?\\.inf|[._]+|\\.[0-9].*)");

  private final StringBuilder out = new StringBuilder();

  private Yaml() {}

  static String write(Map<String, ?> map) {
    Yaml yaml = new Yaml();
    yaml.map(map, "");
    return yaml.out.toString();
  }

  private void map(Map<?, ?> map, String indent) {
    String before = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(before).append(text(String.valueOf(entry.getKey()))).append(':');
      before = indent;
      Object value = entry.getValue();
      if (isInner(value)) {
        out.append('\n').append(indent).append("  ");
        inner(value, indent + "  ");
      } else {
        out.append(' ').append(scalar(value)).append('\n');
      }
    }
  }

  private void list(Iterable<?> list, String indent) {
    String before = "";
    for (Object value : list) {
      out.append(before).append("- ");
      before = indent;
      if (isInner(value)) {
        inner(value, indent + "  ");
      } else {
        out.append(scalar(value)).append('\n');
      }
    }
  }

  private void inner(Object value, String indent) {
    if (value instanceof Map<?, ?> map) {
      map(map, indent);
    } else {
      list((Iterable<?>) value, indent);
    }
  }

  private static boolean isInner(Object value) {
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    Iterator<?> all = value instanceof Iterable<?> list ? list.iterator() : null;
    return all != null && all.hasNext();
  }

  private static String scalar(Object value) {
    return value instanceof String text ? text(text) : Json.write(value);
  }

  private static String text(String text) {
    return PLAIN.matcher(text).matches() && !OTHER.matcher(text).matches()
        ? text
        : Json.write(text);
  }
}
