// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.internal.PythonJson;
import org.versatune.trainers.RowDraws;

/**
 * Answers a peer that draws rows or domains and reports losses: one JSON object a line, in UTF-8,
 * one answer for each request, in the order of the requests.
 *
 * <pre>
 * at the start:                 {"protocol":"versatune","version":2,"domains":[…],"step":-1,"weights":{…},"draws":{…}}
 * {"next":32}                   {"domains":["law","code",…]}; an empty list at the epoch caps
 * {"rows":32}                   {"domains":["law",…],"rows":[{…},…]}; empty lists at the epoch caps
 * {"report":{"step":100,"losses":{"law":2.1,"code":0.9}}}
 *                               {"step":100,"weights":{…},"why":["law: …","code: …"]}
 * {"weights":true}              {"step":100,"weights":{…},"draws":{…}}
 * {"save":"checkpoint-100/versatune.json"}
 *                               {"saved":"checkpoint-100/versatune.json"}
 * {"end":true}                  {"ended":true,"saved":"…"}, and the process ends
 * whatever cannot be done       {"error":"why, and what to do"}, and nothing has changed
 * </pre>
 *
 * <p>Rows are those of the plan's files, byte for byte, in the order of a segment. The domains of
 * {@code next} are drawn from the same run; the rows of these draws are skipped.
 *
 * <p>A peer that states the version it was written for, {@code {"version":2}}, gets the same or an
 * error. Version 1 is version 2 without {@code rows}. The run is saved after each report and at the
 * end, also where the peer is gone without {@code end}. If it cannot be saved after a report, the
 * answer has a field {@code unsaved} with the reason.
 */
public final class Conversation {
  /** The version of the protocol. */
  public static final int VERSION = 2;

  private static final int MOST = 1 << 20;

  private final VersaTune run;
  private final Path state;
  private final Supplier<RowDraws> open;
  private @Nullable RowDraws rows;
  private boolean isTorn;
  private boolean hasEnded;

  /**
   * Makes a conversation.
   *
   * @param run what is steered; it is not closed
   * @param state where the run is saved
   * @param rows opens the rows of the run, at the first request for some; at once where the run was
   *     saved with rows
   */
  public Conversation(VersaTune run, Path state, Supplier<RowDraws> rows) {
    this.run = run;
    this.state = state;
    this.open = rows;
    if (RowDraws.wereGiven(run)) {
      this.rows = rows.get();
    }
  }

  /**
   * Answers until the peer ends.
   *
   * @param requests from the peer
   * @param answers to the peer, in UTF-8
   * @return whether the peer said {@code end}; if not, it is gone, and the run is saved all the
   *     same
   * @throws IOException if a request cannot be read
   * @throws IllegalStateException if a file of rows was changed while it was in use: the run is
   *     past its draws then, and is not saved again
   */
  public boolean hold(BufferedReader requests, PrintStream answers) throws IOException {
    Map<String, Object> greeting = new LinkedHashMap<>();
    greeting.put("protocol", "versatune");
    greeting.put("version", VERSION);
    greeting.put("domains", run.domains());
    greeting.putAll(state());
    hasEnded = false;
    boolean isThere = send(answers, Json.write(greeting));
    try {
      while (isThere && !hasEnded) {
        String line = requests.readLine();
        if (line == null) {
          isThere = false;
        } else if (!line.isBlank()) {
          isThere = send(answers, answer(line));
        }
      }
    } finally {
      if (!isTorn) {
        save(state);
      }
    }
    return hasEnded;
  }

  private static boolean send(PrintStream answers, String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    answers.write(bytes, 0, bytes.length);
    return !answers.checkError(); // It flushes, too.
  }

  /** The answer to a request; whatever is wrong with it leaves the run as it was. */
  private String answer(String line) {
    try {
      JsonObject request = PythonJson.object(line);
      checkArgument(
          request.fields().size() == 1,
          "a request has one field, not %s: one of next, rows, report, weights, save, version,"
              + " end",
          request.fields().keySet());
      String what = request.fields().keySet().iterator().next();
      return switch (what) {
        case "next" -> next(request.integer(what));
        case "rows" -> rows(request.integer(what));
        case "report" -> Json.write(report(request.object(what)));
        case "weights" -> Json.write(state());
        case "save" -> said("saved", save(Path.of(request.text(what))));
        case "version" -> version(request.integer(what));
        case "end" -> end();
        default ->
            throw new IllegalArgumentException(
                "unknown request '"
                    + what
                    + "'; there are next, rows, report, weights, save, version and end");
      };
    } catch (RuntimeException e) {
      if (isTorn) {
        throw e;
      }
      return said("error", String.valueOf(e.getMessage()));
    }
  }

  private static String said(String field, Object value) {
    return Json.write(ImmutableMap.of(field, value));
  }

  private String end() {
    String saved = save(state);
    hasEnded = true;
    return Json.write(ImmutableMap.of("ended", true, "saved", saved));
  }

  private String next(long count) {
    checkCount("next", count);
    return said("domains", run.hasNext() ? run.plan((int) count).domains() : ImmutableList.of());
  }

  private String rows(long count) {
    checkCount("rows", count);
    RowDraws draws = rows;
    if (draws == null) {
      draws = open.get();
      rows = draws;
    }
    if (!run.hasNext()) {
      return line(ImmutableList.of());
    }
    isTorn = true; // Until the rows are there: what was drawn of the run cannot be put back.
    ImmutableList<RowDraws.Row> drawn = draws.next((int) count);
    isTorn = false;
    return line(drawn);
  }

  /** An answer whose rows are not read again on their way: they stay byte for byte. */
  private static String line(ImmutableList<RowDraws.Row> drawn) {
    String domains = Json.write(drawn.stream().map(RowDraws.Row::domain).toList());
    return drawn.stream()
        .map(RowDraws.Row::json)
        .collect(Collectors.joining(",", "{\"domains\":" + domains + ",\"rows\":[", "]}"));
  }

  private static void checkCount(String what, long count) {
    checkArgument(count >= 1 && count <= MOST, "%s is %s; ask for 1 to %s", what, count, MOST);
  }

  private Map<String, Object> report(JsonObject report) {
    WeightUpdate update =
        run.report(Feedback.at(report.integer("step")).losses(report.numbers("losses")));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("step", run.reportedStep());
    answer.put("weights", run.weights().asMap());
    answer.put("why", run.domains().stream().map(update::explain).toList());
    try {
      save(state);
    } catch (UncheckedIOException e) { // The run has the report: an error would be taken for "not".
      answer.put(
          "unsaved",
          "the report is taken in, but the run could not be saved: "
              + e.getMessage()
              + "; mend that and send {\"save\":\""
              + state
              + "\"}, or the next report saves it");
    }
    return answer;
  }

  private ImmutableMap<String, Object> state() {
    return ImmutableMap.of(
        "step", run.reportedStep(), "weights", run.weights().asMap(), "draws", run.draws());
  }

  private static String version(long asked) {
    checkArgument(
        asked == VERSION || asked == 1,
        "this is version %s of the protocol and the peer asks for %s: use the client that came with"
            + " this jar",
        VERSION,
        asked);
    return said("version", asked);
  }

  private String save(Path file) {
    run.snapshot().write(file);
    return file.toString();
  }
}
