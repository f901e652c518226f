// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.TextFile;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Holds the settings of a trainer by name: the options of its command, {@code --key value}, {@code
 * --key=value} or {@code key=value}, and the YAML or JSON files that the command names. Options
 * come last, as most trainers have it.
 *
 * <p>The script of {@code sh -c} counts word by word.
 */
final class TrainerSettings {
  /** A value in lower case, and where it is given: words that follow it in a message. */
  record Setting(String value, String place) {
    @Override
    public String toString() {
      return value + place;
    }
  }

  private static final String IN_COMMAND = " in 'command'";

  /** As LLaMA-Factory takes settings behind its file. */
  private static final Pattern OVERRIDE = Pattern.compile("([A-Za-z]\\w*)=(.*)");

  /** A flag that switches off what is on by default, as the parser of Hugging Face has them. */
  private static final Pattern NEGATED = Pattern.compile("no[_-](.+)");

  /** Comes before a script in the command of a shell: -c, or -lc. */
  private static final Pattern SCRIPT = Pattern.compile("-[a-z]*c|/c");

  private static final CharMatcher QUOTES = CharMatcher.anyOf("\"'");

  /** What a shell takes for itself at the end of a word, and the break of a line. */
  private static final CharMatcher OF_SHELL = CharMatcher.anyOf(";\\");

  /** Options that name data or the settings of something else, not those of the trainer. */
  private static final Pattern OTHER_FILE = Pattern.compile("--[\\w-]*(?:data|deepspeed|fsdp).*");

  private static final ImmutableSet<String> YES = ImmutableSet.of("true", "yes", "y", "on", "1");
  private static final ImmutableSet<String> NO = ImmutableSet.of("false", "no", "n", "off", "0");

  /** How YAML and the shell say that there is nothing. */
  private static final ImmutableSet<String> NOTHING = ImmutableSet.of("", "null", "none", "~");

  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private final Path folder;

  private TrainerSettings(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads the settings of a command.
   *
   * @param command with its words in braces
   * @param folder where it runs
   */
  static TrainerSettings of(List<String> command, Path folder) {
    TrainerSettings read = new TrainerSettings(folder);
    List<String> words = words(command);
    for (int i = 0; i < words.size(); i++) {
      String before = i == 0 || words.get(i - 1).contains("=") ? "" : words.get(i - 1);
      read.file(words.get(i), before);
    }
    for (int i = 0; i < words.size(); i++) {
      read.option(words.get(i), i + 1 < words.size() ? words.get(i + 1) : null);
    }
    return read;
  }

  private static List<String> words(List<String> command) {
    List<String> words = new ArrayList<>();
    boolean isScript = false;
    for (String argument : command) {
      if (isScript) {
        for (String word :
            Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().split(argument)) {
          String bare = OF_SHELL.trimTrailingFrom(word);
          if (!bare.isEmpty()) {
            words.add(QUOTES.trimFrom(bare));
          }
        }
      } else {
        words.add(argument);
      }
      isScript = SCRIPT.matcher(argument).matches();
    }
    return words;
  }

  private void option(String word, @Nullable String next) {
    Matcher override = OVERRIDE.matcher(word);
    if (override.matches()) {
      put(override.group(1), override.group(2), IN_COMMAND);
    } else if (word.startsWith("--")) {
      int equals = word.indexOf('=');
      String key = word.substring(2, equals < 0 ? word.length() : equals);
      String value =
          equals >= 0
              ? word.substring(equals + 1)
              : next == null || next.startsWith("--") ? "true" : next;
      put(key, value, IN_COMMAND);
      Matcher negated = NEGATED.matcher(key);
      if (equals < 0 && negated.matches()) {
        put(negated.group(1), "false", IN_COMMAND);
      }
    }
  }

  private void put(String key, @Nullable Object value, String place) {
    settings.put(
        key.replace('-', '_'), new Setting(String.valueOf(value).toLowerCase(Locale.ROOT), place));
  }

  /**
   * Reads the file that a word of the command names, {@code --config=train.yaml} included.
   *
   * @param before the word before, which may be the option that the file belongs to
   */
  private void file(String word, String before) {
    if (OTHER_FILE.matcher(word.startsWith("--") ? word : before).matches()) {
      return;
    }
    String place = word.startsWith("-") ? word.substring(word.indexOf('=') + 1) : word;
    String name = Ascii.toLowerCase(place);
    if (place.startsWith("-")
        || !(name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"))) {
      return;
    }
    Path file = folder.resolve(place);
    if (Files.isRegularFile(file)) {
      read(file).forEach((key, value) -> put(String.valueOf(key), value, " in " + file));
    }
  }

  private static Map<?, ?> read(Path file) {
    try {
      Object read = YAMLMapper.shared().readValue(TextFile.read(file), Object.class);
      return read instanceof Map<?, ?> map ? map : ImmutableMap.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the trainer's settings in " + file, e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the trainer's settings in " + file + " cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /** Takes settings in that are given in a file which is not there yet. */
  void add(Map<String, String> given, String place) {
    given.forEach((key, value) -> put(key, value, place));
  }

  /** A setting; null where it is not given, or given as nothing. */
  @Nullable Setting get(String key) {
    Setting setting = settings.get(key);
    return setting == null || NOTHING.contains(setting.value()) ? null : setting;
  }

  /** Whether a setting has a value; yes and 1 are true, no and 0 are false. */
  boolean is(String key, String value) {
    Setting setting = get(key);
    return setting != null
        && (setting.value().equals(value)
            || (value.equals("true") && YES.contains(setting.value()))
            || (value.equals("false") && NO.contains(setting.value())));
  }

  /** A whole number; null where the setting is not given or is something else. */
  @Nullable Long number(String key) {
    Setting setting = get(key);
    return setting == null ? null : Longs.tryParse(setting.value());
  }

  /** A setting for a message. */
  String shown(String key) {
    Setting setting = settings.get(key);
    return setting == null ? "not set" : setting.toString();
  }
}
