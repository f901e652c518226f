// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.advice;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.versatune.RuleDescription;
import org.versatune.advice.Evidence.Range;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.internal.values.ValueJson;

/**
 * The study of one model as its file holds it. The files are named in {@code models.txt} beside
 * them, the one that counts most first.
 *
 * @param model what the model is
 * @param source where the numbers come from
 * @param rows one for each strategy, start and budget
 */
record Studied(String model, String source, ImmutableList<Row> rows) {
  private static final String FORMAT = "versatune-evidence";

  /** The kinds of study. */
  static final String FOSTERING = "fostering";

  static final String EXPANSION = "expansion";

  /**
   * A row with what it takes to do the same.
   *
   * @param study {@link #FOSTERING} or {@link #EXPANSION}
   * @param evidence what came out
   * @param rule the rule, without what a study supplies
   * @param mix the distribution to start from; empty for none of its own
   * @param end the distribution that weights move to in a line; empty for none
   * @param protect options of the protection around the rule; empty for none
   */
  record Row(
      String study,
      Evidence evidence,
      RuleDescription rule,
      ImmutableMap<String, Double> mix,
      ImmutableMap<String, Double> end,
      ImmutableMap<String, Object> protect) {

    /** A number of the row; one that it lacks is NaN and so compares with nothing. */
    Range number(String measure) {
      return evidence
          .numbers()
          .getOrDefault(measure, new Range(Double.NaN, Double.NaN, Double.NaN));
    }
  }

  private static final class Shipped {
    static final ImmutableList<Studied> ALL =
        Splitter.on('\n')
            .trimResults()
            .omitEmptyStrings()
            .splitToStream(new String(bytes("models.txt"), UTF_8))
            .map(file -> read(file, bytes(file)))
            .collect(ImmutableList.toImmutableList());
  }

  /** All studies that come with the library. */
  static ImmutableList<Studied> all() {
    return Shipped.ALL;
  }

  private static byte[] bytes(String name) {
    try (InputStream in = Studied.class.getResourceAsStream(name)) {
      checkArgument(in != null, "the library lacks its file %s", name);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  /**
   * Reads a study.
   *
   * @param name what the file is called in a message
   * @throws IllegalArgumentException if it is none; the message names file and field
   */
  static Studied read(String name, byte[] json) {
    JsonObject file = JsonObject.of(name, Json.read(json));
    checkArgument(
        FORMAT.equals(file.text("format", "")), "%s is no file of format %s", name, FORMAT);
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    int number = 0;
    for (Object row : file.list("rows")) {
      rows.add(row(JsonObject.of(name + ": row " + ++number, row)));
    }
    return new Studied(file.text("model"), file.text("source"), rows.build());
  }

  private static Row row(JsonObject row) {
    ImmutableMap.Builder<String, Range> numbers = ImmutableMap.builder();
    JsonObject measures = row.object("numbers");
    for (String measure : measures.fields().keySet()) {
      double[] range = measures.doubles(measure);
      checkArgument(range.length == 3, "%s needs a mean, a low and a high number", measure);
      numbers.put(measure, new Range(range[0], range[1], range[2]));
    }
    return new Row(
        row.text("study"),
        new Evidence(
            row.text("strategy"), row.text("start"), row.integer("steps"), numbers.buildOrThrow()),
        ValueJson.rule(row.object("rule")),
        row.has("mix") ? row.numbers("mix") : ImmutableMap.of(),
        row.has("end") ? row.numbers("end") : ImmutableMap.of(),
        row.has("protect") ? row.object("protect").fields() : ImmutableMap.of());
  }

  /** The rows of a study with the budget that is nearest to a number of steps, as a ratio. */
  ImmutableList<Row> nearest(String study, long steps) {
    long best = 0;
    for (Row row : rows) {
      long tried = row.evidence.steps();
      if (row.study.equals(study)
          && (best == 0 || distance(tried, steps) < distance(best, steps))) {
        best = tried;
      }
    }
    long budget = best;
    return rows.stream()
        .filter(row -> row.study.equals(study) && row.evidence.steps() == budget)
        .collect(ImmutableList.toImmutableList());
  }

  private static double distance(long tried, long steps) {
    return Math.abs(Math.log((double) tried / steps));
  }
}
