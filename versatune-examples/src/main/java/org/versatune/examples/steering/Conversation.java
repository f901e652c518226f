// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.internal.PythonJson;

/**
 * Answers a peer that draws domains and reports losses: one JSON object a line, in UTF-8, one
 * answer for each request, in the order of the requests.
 *
 * <pre>
 * at the start:                 {"protocol":"versatune","version":1,"domains":[…],"step":-1,"weights":{…},"draws":{…}}
 * {"next":32}                   {"domains":["law","code",…]}
 * {"report":{"step":100,"losses":{"law":2.1,"code":0.9}}}
 *                               {"step":100,"weights":{…},"why":["law: …","code: …"]}
 * {"weights":true}              {"step":100,"weights":{…},"draws":{…}}
 * {"save":"checkpoint-100/versatune.json"}
 *                               {"saved":"checkpoint-100/versatune.json"}
 * {"end":true}                  {"ended":true,"saved":"…"}, and the process ends
 * whatever cannot be done       {"error":"why, and what to do"}, and nothing has changed
 * </pre>
 *
 * <p>A peer that states the version it was written for, {@code {"version":1}}, gets {@code
 * {"version":1}} or an error. The run is saved after each report and at the end, also where the
 * peer is gone without {@code end}.
 */
public final class Conversation {
  /** The version of the protocol. */
  public static final int VERSION = 1;

  private final VersaTune run;
  private final Path state;

  /**
   * Makes a conversation.
   *
   * @param run what is steered; it is not closed
   * @param state where the run is saved
   */
  public Conversation(VersaTune run, Path state) {
    this.run = run;
    this.state = state;
  }

  /**
   * Answers until the peer ends.
   *
   * @param requests from the peer
   * @param answers to the peer, in UTF-8
   * @return whether the peer said {@code end}; if not, it is gone, and the run is saved all the
   *     same
   * @throws IOException if a request cannot be read
   */
  public boolean hold(BufferedReader requests, PrintStream answers) throws IOException {
    Map<String, Object> greeting = new LinkedHashMap<>();
    greeting.put("protocol", "versatune");
    greeting.put("version", VERSION);
    greeting.put("domains", run.domains());
    greeting.putAll(state());
    boolean isThere = send(answers, greeting);
    boolean hasEnded = false;
    try {
      while (isThere && !hasEnded) {
        String line = requests.readLine();
        if (line == null) {
          isThere = false;
        } else if (!line.isBlank()) {
          Map<String, Object> answer = answer(line);
          hasEnded = answer.containsKey("ended");
          isThere = send(answers, answer);
        }
      }
    } finally {
      save(state);
    }
    return hasEnded;
  }

  private static boolean send(PrintStream answers, Map<String, Object> answer) {
    byte[] line = (Json.write(answer) + "\n").getBytes(StandardCharsets.UTF_8);
    answers.write(line, 0, line.length);
    return !answers.checkError(); // It flushes, too.
  }

  /** The answer to a request; whatever is wrong with it leaves the run as it was. */
  private Map<String, Object> answer(String line) {
    try {
      JsonObject request = PythonJson.object(line);
      checkArgument(
          request.fields().size() == 1,
          "a request has one field, not %s: one of next, report, weights, save, version, end",
          request.fields().keySet());
      String what = request.fields().keySet().iterator().next();
      return switch (what) {
        case "next" -> next(request.integer(what));
        case "report" -> report(request.object(what));
        case "weights" -> state();
        case "save" -> ImmutableMap.of("saved", save(Path.of(request.text(what))));
        case "version" -> version(request.integer(what));
        case "end" -> ImmutableMap.of("ended", true, "saved", save(state));
        default ->
            throw new IllegalArgumentException(
                "unknown request '"
                    + what
                    + "'; there are next, report, weights, save, version and end");
      };
    } catch (RuntimeException e) {
      return ImmutableMap.of("error", String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Object> next(long count) {
    checkArgument(
        count >= 1 && count <= 1 << 20, "next is %s; ask for 1 to %s domains", count, 1 << 20);
    return ImmutableMap.of("domains", run.plan((int) count).domains());
  }

  private Map<String, Object> report(JsonObject report) {
    WeightUpdate update =
        run.report(Feedback.at(report.integer("step")).losses(report.numbers("losses")));
    save(state);
    return ImmutableMap.of(
        "step",
        run.reportedStep(),
        "weights",
        run.weights().asMap(),
        "why",
        run.domains().stream().map(update::explain).toList());
  }

  private ImmutableMap<String, Object> state() {
    return ImmutableMap.of(
        "step", run.reportedStep(), "weights", run.weights().asMap(), "draws", run.draws());
  }

  private static Map<String, Object> version(long asked) {
    checkArgument(
        asked == VERSION,
        "this is version %s of the protocol and the peer asks for %s: use the client that came with"
            + " this jar",
        VERSION,
        asked);
    return ImmutableMap.of("version", VERSION);
  }

  private String save(Path file) {
    run.snapshot().write(file);
    return file.toString();
  }
}
