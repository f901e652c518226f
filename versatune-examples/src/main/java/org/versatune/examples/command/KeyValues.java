// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads options of the form NAME=VALUE. A map of picocli keeps the last of two in silence. */
final class KeyValues {
  private KeyValues() {}

  /**
   * Reads what was given.
   *
   * @param option its name, for messages
   * @param given as the command line has it
   * @param example of one, for messages
   * @return in the order of the command line
   * @throws IllegalArgumentException if one has no name or no value, or a name is given twice
   */
  static ImmutableMap<String, String> read(String option, List<String> given, String example) {
    Map<String, String> read = new LinkedHashMap<>();
    for (String each : given) {
      int equals = each.indexOf('=');
      checkArgument(equals >= 1, "%s '%s' is no NAME=VALUE, such as %s", option, each, example);
      String name = each.substring(0, equals);
      checkArgument(
          read.putIfAbsent(name, each.substring(equals + 1)) == null,
          "%s names '%s' twice",
          option,
          name);
    }
    return ImmutableMap.copyOf(read);
  }
}
