// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
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
 * Looks through the settings of a trainer for what breaks the order of rows: shuffling, packing,
 * skipped data, and a learning-rate horizon that ends with a round.
 *
 * <p>Settings are the options of its command, {@code --key value}, {@code --key=value} or {@code
 * key=value}, and the YAML or JSON files that the command names. Options come last, as most
 * trainers have it.
 */
final class OrderChecks {
  /** A value in lower case, and where it is given: words that follow it in a message. */
  private record Setting(String value, String place) {
    @Override
    public String toString() {
      return value + place;
    }
  }

  /** What one trainer's settings must be, and must not be. */
  private record Rules(ImmutableMap<String, String> required, ImmutableList<String> packing) {}

  /** Set, a trainer that goes on from a checkpoint reads its file from the beginning. */
  private static final String SKIPPING = "ignore_data_skip";

  /** Keys as in the sources named in docs/trainer-losses.md; axolotl at 067b021. */
  private static final ImmutableMap<String, Rules> TRAINERS =
      ImmutableMap.of(
          "llama-factory",
          new Rules(
              ImmutableMap.of("disable_shuffling", "true"),
              ImmutableList.of("packing", "neat_packing")),
          "ms-swift",
          new Rules(
              ImmutableMap.of("dataset_shuffle", "false", "train_dataloader_shuffle", "false"),
              ImmutableList.of("packing", "group_by_length")),
          "trl",
          new Rules(
              ImmutableMap.of("train_sampling_strategy", "sequential"),
              ImmutableList.of("packing", "group_by_length")),
          "axolotl",
          new Rules(
              ImmutableMap.of("shuffle_merged_datasets", "false", "curriculum_sampling", "true"),
              ImmutableList.of("sample_packing", "group_by_length")));

  /** As LLaMA-Factory takes settings behind its file. */
  private static final Pattern OVERRIDE = Pattern.compile("([A-Za-z]\\w*)=(.*)");

  private OrderChecks() {}

  static ImmutableList<String> trainers() {
    return TRAINERS.keySet().asList();
  }

  /**
   * Checks the settings of a plan's trainer.
   *
   * @param plan what is run; nothing is checked where it names no trainer
   * @param folder where the command runs
   * @return what may be wrong, one sentence each
   * @throws IllegalArgumentException if the order of rows would be lost; the message says which
   *     setting to change
   */
  static ImmutableList<String> check(RunPlan plan, Path folder) {
    String trainer = plan.trainer();
    if (trainer == null) {
      return ImmutableList.of(
          "'trainer' is not given, so its settings are not checked: see to it that it reads rows in"
              + " their order, does not pack them, and keeps max_steps over all rounds");
    }
    if (plan.blendFormat() != null) {
      return ImmutableList.of(
          ("%s draws rows by itself, by the weights in {blend}; it does not read the segment, and"
                  + " epoch caps do not reach it: let it train %s steps in each round, go on from"
                  + " its last checkpoint, and keep its learning-rate schedule over all %s steps")
              .formatted(trainer, plan.steps(), plan.steps() * plan.rounds()));
    }
    Rules rules = requireNonNull(TRAINERS.get(trainer));
    Map<String, Setting> settings = settings(plan.requireCommand(), folder);
    rules
        .required()
        .forEach(
            (key, value) ->
                checkArgument(
                    is(value, settings.get(key)),
                    "%s would shuffle the rows: '%s' is %s; set it to %s",
                    trainer,
                    key,
                    settings.containsKey(key) ? settings.get(key) : "not set",
                    value));
    checkArgument(
        !is("true", settings.get(SKIPPING)),
        "%s would read rows of a segment twice after an interruption: '%s' is %s; set it to false",
        trainer,
        SKIPPING,
        settings.get(SKIPPING));
    List<String> warnings = new ArrayList<>();
    for (String key : rules.packing()) {
      if (is("true", settings.get(key))) {
        warnings.add(
            ("'%s' is %s: rows change places within its window, and a step no longer has %s rows;"
                    + " losses come to the steps that 'steps' says only without it")
                .formatted(key, settings.get(key), plan.batch()));
      }
    }
    checkHorizon(plan, settings, warnings);
    return ImmutableList.copyOf(warnings);
  }

  /**
   * A trainer reads its file again until it has made {@code max_steps}, and its learning rate
   * follows the same number. So a round either ends by {@code max_steps: {step}}, under a schedule
   * that does not look at the end, or the trainer stops at that step by itself.
   */
  private static void checkHorizon(
      RunPlan plan, Map<String, Setting> settings, List<String> warnings) {
    long all = plan.steps() * plan.rounds();
    Setting given = settings.getOrDefault("max_steps", new Setting("", ""));
    Setting schedule =
        settings.getOrDefault("lr_scheduler_type", new Setting("linear", ", by default"));
    if (is("{step}", given)) {
      checkArgument(
          schedule.value().startsWith("constant") || plan.rounds() == 1,
          "the learning-rate schedule would end with each round: 'max_steps' is {step}, and"
              + " 'lr_scheduler_type' is %s; set it to constant_with_warmup, or keep 'max_steps' at"
              + " %s and let the trainer stop at {step} by itself",
          schedule,
          all);
      return;
    }
    Long horizon = Longs.tryParse(given.value());
    if (horizon == null || horizon <= 0) {
      warnings.add(
          ("'max_steps' is not set: the learning-rate schedule would end with each round; set it to"
                  + " {step} with 'lr_scheduler_type: constant_with_warmup', or to %s (steps ×"
                  + " rounds) in every round and let the trainer stop at {step} by itself")
              .formatted(all));
      return;
    }
    checkArgument(
        horizon >= all || plan.rounds() == 1,
        "the learning-rate schedule would end before the last round: 'max_steps' is %s, and %s"
            + " rounds of %s steps are %s; set it to %s in every round, or to {step} with"
            + " 'lr_scheduler_type: constant_with_warmup'",
        given,
        plan.rounds(),
        plan.steps(),
        all,
        all);
    if (plan.rounds() > 1) {
      warnings.add(
          ("'max_steps' is %s, and the first round ends at step %s: the trainer has to stop at"
                  + " {step} by itself, by a callback for example; it reads the rows of the round"
                  + " again otherwise")
              .formatted(given, plan.steps()));
    }
  }

  private static boolean is(String value, @Nullable Setting setting) {
    return setting != null && setting.value().equals(value);
  }

  /** The settings by name; an option of the command goes before the files that it names. */
  private static Map<String, Setting> settings(List<String> command, Path folder) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (String argument : command) {
      String name = Ascii.toLowerCase(argument);
      if (!name.startsWith("-")
          && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"))) {
        Path file = folder.resolve(argument);
        if (Files.exists(file)) {
          file(file)
              .forEach((key, value) -> put(settings, String.valueOf(key), value, " in " + file));
        }
      }
    }
    for (int i = 0; i < command.size(); i++) {
      String argument = command.get(i);
      Matcher override = OVERRIDE.matcher(argument);
      if (override.matches()) {
        put(settings, override.group(1), override.group(2), " in 'command'");
      } else if (argument.startsWith("--")) {
        int equals = argument.indexOf('=');
        String key = argument.substring(2, equals < 0 ? argument.length() : equals);
        @Nullable String next = i + 1 < command.size() ? command.get(i + 1) : null;
        String value =
            equals >= 0
                ? argument.substring(equals + 1)
                : next == null || next.startsWith("--") ? "true" : next;
        put(settings, key, value, " in 'command'");
      }
    }
    return settings;
  }

  private static void put(
      Map<String, Setting> settings, String key, @Nullable Object value, String place) {
    settings.put(
        key.replace('-', '_'), new Setting(String.valueOf(value).toLowerCase(Locale.ROOT), place));
  }

  private static Map<?, ?> file(Path file) {
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
}
