// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.Nulls;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Primitives;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Listed;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.datatype.guava.GuavaModule;

/** Reads plans, and puts into words what is wrong with one. */
final class PlanReader {
  /** What the parser shows of the text around a fault, in lines of its own. */
  private static final Pattern SHOWN =
      Pattern.compile(" in reader, line (\\d+), column \\d+:[^^]*\\^");

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

  private PlanReader() {}

  static RunPlan read(Path file) {
    String text = text(file);
    PlanLines lines = new PlanLines(file, text);
    try {
      @Nullable RunPlan plan = MAPPER.readValue(text, RunPlan.class);
      checkArgument(plan != null, "%s: the plan is empty; versatune init writes one", file);
      return plan;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(message(e, lines), e);
    }
  }

  static PlanLines lines(Path file) {
    return new PlanLines(file, text(file));
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

  private static String message(JacksonException problem, PlanLines lines) {
    Throwable cause = problem.getCause();
    if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
      return lines.at(cause.getMessage());
    }
    int line = problem.getLocation() == null ? 0 : problem.getLocation().getLineNr();
    if (problem instanceof UnrecognizedPropertyException unknown) {
      return lines.at(
          unknown.getPropertyName(),
          line,
          "there is no setting '%s' here; there are %s"
              .formatted(
                  unknown.getPropertyName(),
                  Listed.of(ImmutableList.copyOf(unknown.getKnownPropertyIds()))));
    }
    if (problem instanceof MismatchedInputException wrong && !wrong.getPath().isEmpty()) {
      String key = String.valueOf(wrong.getPath().get(0).getPropertyName());
      return lines.at(
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
    return lines.at(
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
