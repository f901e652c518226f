// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Ascii;
import com.google.common.base.CaseFormat;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.versatune.trainers.DomainRows;

/**
 * Says where in a plan the setting is that cannot be used. Most of them are found out by the
 * library, long after the file was read, so the line is found by the first setting that the message
 * names.
 */
final class PlanLines {
  private static final Pattern KEY = Pattern.compile("(?:^|[{,])\\s*[\"']?([A-Za-z]+)[\"']?\\s*:");

  /** The settings, and how the library speaks of each: {@code epochCap} is the epoch cap. */
  private static final ImmutableMap<String, Pattern> SPOKEN =
      Arrays.stream(RunPlan.class.getRecordComponents())
          .map(java.lang.reflect.RecordComponent::getName)
          .collect(toImmutableMap(name -> name, PlanLines::spoken));

  private final Path file;
  private final ImmutableMap<String, Integer> lines;

  PlanLines(Path file, String text) {
    this.file = file;
    Map<String, Integer> found = new LinkedHashMap<>();
    int number = 0;
    for (String line : Splitter.on('\n').split(text)) {
      number++;
      if (line.stripLeading().startsWith("#")) {
        continue;
      }
      for (Matcher key = KEY.matcher(line); key.find(); ) {
        found.putIfAbsent(key.group(1), number);
      }
    }
    this.lines = ImmutableMap.copyOf(found);
  }

  private static Pattern spoken(String name) {
    String words =
        Ascii.toLowerCase(CaseFormat.LOWER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, name))
            .replaceFirst("(?<=s)es$|s$", "")
            .replace("_", "[ _]?");
    return Pattern.compile(
        "\\b" + (name.equals("rule") ? "(rule|scheduler)\\b" : words), Pattern.CASE_INSENSITIVE);
  }

  /**
   * Does something with the settings of the plan.
   *
   * @throws IllegalArgumentException if that cannot be done; the message begins with the file, and
   *     with the line where a setting is named
   */
  <T> T checked(Supplier<T> action) {
    try {
      return action.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(at(String.valueOf(e.getMessage())), e);
    }
  }

  /** Does something with the settings of the plan, as {@link #checked} does. */
  void check(Runnable action) {
    checked(
        () -> {
          action.run();
          return file;
        });
  }

  /** Opens the rows of the plan, and names the line of the domains where that cannot be done. */
  DomainRows rows(RunPlan plan, Path home) {
    try {
      return plan.rows(home);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(at("domains", 0, String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * A message with its place before it.
   *
   * @param key the setting that it is about
   * @param line where that is, in case the setting is not found; 0 where it is not known
   * @param message what is wrong
   */
  String at(String key, int line, String message) {
    int found = lines.getOrDefault(key, line);
    return file + (found > 0 ? ", line " + found : "") + ": " + message;
  }

  /** A message with the place of the first setting that it names before it. */
  String at(String message) {
    if (message.startsWith(file.toString())) {
      return message;
    }
    int line = 0;
    int first = Integer.MAX_VALUE;
    for (Map.Entry<String, Pattern> key : SPOKEN.entrySet()) {
      Integer its = lines.get(key.getKey());
      Matcher named = key.getValue().matcher(message);
      if (its == null || !named.find()) {
        continue;
      }
      // Nearly every message is about a domain.
      int place = key.getKey().equals("domains") ? Integer.MAX_VALUE - 1 : named.start();
      if (place < first) {
        first = place;
        line = its;
      }
    }
    return at("", line, message);
  }
}
