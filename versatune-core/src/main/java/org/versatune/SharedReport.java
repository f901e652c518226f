// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.internal.values.ValueJson;

/** A report as a file, from which every worker reads the same numbers, bit for bit. */
final class SharedReport {
  private static final String FORMAT = "versatune-shared-report";
  private static final String WHAT = "report of all workers";

  private SharedReport() {}

  /**
   * Writes a report.
   *
   * @param after the step of the report before it, −1 for none
   */
  static void write(Feedback report, long after, Path file) {
    Map<String, Object> signals = new LinkedHashMap<>();
    for (Signal signal : Signal.values()) {
      if (report.has(signal)) {
        signals.put(
            signal.name(),
            signal == Signal.GRADIENT_PRODUCTS
                ? report.gradientProducts().rowMap()
                : report.values(signal));
      }
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("format", FORMAT);
    document.put("after", after);
    document.put("step", report.step());
    document.put("signals", signals);
    AtomicFiles.write(file, WHAT, aside -> Files.writeString(aside, Json.writePretty(document)));
  }

  /**
   * Reads a report.
   *
   * @param after the step of the report before it
   * @throws IllegalArgumentException if the file is none, or the report came after another; the
   *     message names it
   */
  static Feedback read(Path file, long after) {
    try {
      JsonObject document = JsonObject.read(AtomicFiles.read(file));
      checkArgument(FORMAT.equals(document.text("format", "")), "it is no %s", WHAT);
      long before = document.integer("after");
      checkArgument(
          before == after,
          "it follows the report of step %s, and this worker's last was of step %s: all workers"
              + " report the same steps. If all have ended and report other steps than they did,"
              + " delete it",
          before,
          after);
      Feedback report = Feedback.at(document.integer("step"));
      JsonObject signals = document.object("signals");
      for (String name : signals.fields().keySet()) {
        Signal signal = ValueJson.signal(name);
        report =
            signal == Signal.GRADIENT_PRODUCTS
                ? report.gradientProducts(table(signals.object(name)))
                : report.with(signal, signals.numbers(name));
      }
      return report;
    } catch (IOException e) {
      throw AtomicFiles.failure("read", WHAT, file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + " cannot be understood as a " + WHAT + ": " + e.getMessage(), e);
    }
  }

  private static ImmutableTable<String, String, Double> table(JsonObject rows) {
    ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
    for (String row : rows.fields().keySet()) {
      ImmutableMap<String, Double> columns = rows.numbers(row);
      columns.forEach((column, product) -> table.put(row, column, product));
    }
    return table.buildOrThrow();
  }
}
