// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.MoreObjects.firstNonNull;
import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.fasterxml.jackson.annotation.Nulls;
import com.google.common.base.Ascii;
import com.google.common.base.CaseFormat;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Primitives;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.versatune.RunBuilder;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Listed;
import org.versatune.record.RunListener;
import org.versatune.trainers.DomainRows;
import org.versatune.trainers.RowDraws;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.datatype.guava.GuavaModule;

/**
 * Reads the file of a plan, opens what it describes, and says where in it the setting is that
 * cannot be used. Most of them are found out by the library, long after the file was read, so the
 * line is found by the first setting that the message names.
 */
public final class PlanFile {
  /** What the parser shows of the text around a fault, in lines of its own. */
  private static final Pattern SHOWN =
      Pattern.compile(" in reader, line (\\d+), column \\d+:[^^]*\\^");

  private static final Pattern KEY = Pattern.compile("(?:^|[{,])\\s*[\"']?([A-Za-z]+)[\"']?\\s*:");

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .addModule(new GuavaModule())
          .changeDefaultNullHandling(handling -> handling.withContentNulls(Nulls.FAIL))
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private static final ImmutableMap<Class<?>, String> KINDS =
      ImmutableMap.of(
          Integer.class, "a whole number",
          Long.class, "a whole number",
          Double.class, "a number",
          Boolean.class, "true or false",
          String.class, "a text");

  /** The settings, and how the library speaks of each: {@code epochCap} is the epoch cap. */
  private static final ImmutableMap<String, Pattern> SPOKEN =
      Arrays.stream(RunPlan.class.getRecordComponents())
          .map(RecordComponent::getName)
          .collect(toImmutableMap(name -> name, PlanFile::spoken));

  private final Path file;
  private final ImmutableMap<String, Integer> lines;
  private final RunPlan plan;

  /**
   * Reads a plan.
   *
   * @param file YAML or JSON
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if it is no plan; the message names the file, the line where
   *     it is known, and what is wrong
   */
  public PlanFile(Path file) {
    this.file = file;
    String text = text(file);
    this.lines = lines(text);
    try {
      @Nullable RunPlan read = MAPPER.readValue(text, RunPlan.class);
      checkArgument(read != null, "%s: the plan is empty; versatune init writes one", file);
      this.plan = read;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(message(e), e);
    }
  }

  private static String text(Path file) {
    try {
      AtomicFiles.checkRegularIfThere(file);
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": the plan is not in UTF-8; write it again", e);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "the plan", file, e);
    }
  }

  private static ImmutableMap<String, Integer> lines(String text) {
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
    return ImmutableMap.copyOf(found);
  }

  private static Pattern spoken(String name) {
    String words =
        Ascii.toLowerCase(CaseFormat.LOWER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, name))
            .replaceFirst("(?<=s)es$|s$", "")
            .replace("_", "[ _]?");
    return Pattern.compile(
        "\\b" + (name.equals("rule") ? "(rule|scheduler)\\b" : words), Pattern.CASE_INSENSITIVE);
  }

  /** {@return the plan, as it was read} */
  public RunPlan plan() {
    return plan;
  }

  /** {@return the folder of the plan, from which its paths lead} */
  public Path home() {
    return firstNonNull(file.toAbsolutePath().getParent(), Path.of("."));
  }

  /**
   * Does something with the settings of the plan.
   *
   * @param action what
   * @param <T> what comes of it
   * @return what comes of it
   * @throws IllegalArgumentException if a setting cannot be used; the message begins with the file,
   *     and with the line where a setting is named
   */
  public <T> T checked(Supplier<T> action) {
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

  /**
   * Begins the run of the plan, or goes on with one that was saved.
   *
   * @param saved the saved run; null to begin
   * @param record where its record goes; null for none
   * @param listeners what else watches it
   * @return the run
   * @throws IllegalArgumentException if it cannot be begun, as {@link #checked} says it, or gone on
   *     with
   */
  public VersaTune open(
      @Nullable Snapshot saved, @Nullable Path record, List<RunListener> listeners) {
    if (saved == null) {
      RunBuilder builder = checked(() -> plan.run(home()));
      listeners.forEach(builder::watch);
      return checked(() -> (record == null ? builder : builder.record(record)).build());
    }
    var resumption = VersaTune.resuming(saved).domains(plan.names());
    listeners.forEach(resumption::watch);
    return (record == null ? resumption : resumption.record(record)).build();
  }

  /**
   * Gives a peer the rows of a run.
   *
   * @param run of this plan
   * @return the rows
   * @throws IllegalArgumentException if a file is missing, or a row cannot be used
   */
  public RowDraws draws(VersaTune run) {
    return RowDraws.of(
        run, plan.rows(home()), plan.counter(), firstNonNull(plan.domainField(), ""));
  }

  /** Opens the rows of the plan, and names the line of the domains where that cannot be done. */
  DomainRows rows() {
    try {
      return plan.rows(home());
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
  private String at(String message) {
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

  private String message(JacksonException problem) {
    Throwable cause = problem.getCause();
    if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
      return at(cause.getMessage());
    }
    int line = problem.getLocation() == null ? 0 : problem.getLocation().getLineNr();
    if (problem instanceof UnrecognizedPropertyException unknown) {
      return at(
          unknown.getPropertyName(),
          line,
          "there is no setting '%s' here; there are %s"
              .formatted(
                  unknown.getPropertyName(),
                  Listed.of(ImmutableList.copyOf(unknown.getKnownPropertyIds()))));
    }
    if (problem instanceof MismatchedInputException wrong && !wrong.getPath().isEmpty()) {
      String key = String.valueOf(wrong.getPath().get(0).getPropertyName());
      return at(
          key,
          line,
          "'%s' %s%s; docs/steer.md has its form"
              .formatted(
                  key,
                  wrong instanceof InvalidFormatException value
                      ? "has " + Listed.one(value.getValue()) + ", which is not "
                      : "holds something else than ",
                  kind(wrong.getTargetType())));
    }
    String text = String.valueOf(problem.getOriginalMessage());
    int last =
        SHOWN
            .matcher(text)
            .results()
            .mapToInt(found -> Integer.parseInt(found.group(1)))
            .reduce(line, (before, found) -> found);
    return at(
        "",
        last,
        "this is no YAML: "
            + CharMatcher.whitespace().trimAndCollapseFrom(SHOWN.matcher(text).replaceAll(""), ' ')
            + "; correct the line");
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == null) {
      return "what belongs there";
    }
    if (List.class.isAssignableFrom(type)) {
      return "a list [...]";
    }
    return Map.class.isAssignableFrom(type) || type.isRecord()
        ? "a map {...}"
        : KINDS.getOrDefault(Primitives.wrap(type), "what belongs there");
  }
}
