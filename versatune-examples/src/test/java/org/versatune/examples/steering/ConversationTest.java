// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.examples.command.Versatune;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.processes.ChildProcess;
import org.versatune.trainers.DomainRows;
import org.versatune.trainers.SegmentWriter;

/** The protocol of {@code versatune serve}, spoken to the real process. */
class ConversationTest {
  private static final ImmutableMap<String, Double> REFERENCES =
      ImmutableMap.of("law", 1.5, "code", 0.5);

  @TempDir private Path folder;
  private Path plan;
  private Path state;

  @BeforeEach
  void writePlan() throws IOException {
    plan = folder.resolve("versatune.yaml");
    state = folder.resolve("state.json");
    Files.writeString(
        plan,
        """
        domains: {law: law.jsonl, code: code.jsonl}
        referenceLosses: {law: 1.5, code: 0.5}
        floor: 0.05
        seed: 11
        """);
  }

  private static VersaTune inProcess() {
    return VersaTune.builder()
        .domains("law", "code")
        .referenceLosses(REFERENCES)
        .floor(0.05)
        .seed(11)
        .build();
  }

  private List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Versatune.class.getName(),
        "serve",
        "--config",
        plan.toString(),
        "--state",
        state.toString());
  }

  /** A server in a process of its own. */
  private final class Server implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer requests;
    private final Path errors = folder.resolve("stderr.txt");

    Server() throws IOException {
      process =
          ChildProcess.limited(
              new ProcessBuilder(command()).redirectError(errors.toFile()).start());
      answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
      requests = process.outputWriter(UTF_8);
    }

    JsonObject answer() throws IOException {
      return JsonObject.read(answers.readLine());
    }

    JsonObject ask(String request) throws IOException {
      requests.write(request + "\n");
      requests.flush();
      return answer();
    }

    String askRaw(String request) throws IOException {
      requests.write(request + "\n");
      requests.flush();
      return answers.readLine();
    }

    int end() throws IOException, InterruptedException {
      requests.close();
      return ChildProcess.exitCode(process);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static List<String> domains(JsonObject answer) {
    return answer.texts("domains");
  }

  @Test
  void theServerDrawsAndWeighsAsTheLibraryDoes() throws Exception {
    try (VersaTune run = inProcess();
        Server server = new Server()) {
      JsonObject greeting = server.answer();
      assertThat(greeting.text("protocol")).isEqualTo("versatune");
      assertThat(greeting.integer("version")).isEqualTo(Conversation.VERSION);
      assertThat(greeting.texts("domains")).containsExactly("law", "code");
      assertThat(greeting.integer("step")).isEqualTo(-1);
      assertThat(server.ask("{\"version\":1}").integer("version")).isEqualTo(1);
      assertThat(server.ask("{\"version\":2}").integer("version")).isEqualTo(2);
      for (int step = 1; step <= 3; step++) {
        assertThat(domains(server.ask("{\"next\":7}"))).isEqualTo(run.plan(7).domains());
        double law = 2.5 - 0.1 * step;
        double code = 2.0 - 0.3 * step;
        run.report(Feedback.at(step).losses(Map.of("law", law, "code", code)));
        JsonObject answer =
            server.ask(
                "{\"report\":{\"step\":"
                    + step
                    + ",\"losses\":{\"law\":"
                    + law
                    + ",\"code\":"
                    + code
                    + "}}}");
        assertThat(answer.numbers("weights")).isEqualTo(run.weights().asMap());
        assertThat(answer.texts("why")).hasSize(2);
      }
      assertThat(server.ask("{\"weights\":true}").integers("draws")).isEqualTo(run.draws());
      assertThat(server.ask("{\"end\":true}").text("saved")).isEqualTo(state.toString());
      assertThat(server.end()).isZero();
    }
  }

  @Test
  void whatCannotBeDoneChangesNothing() throws Exception {
    try (VersaTune run = inProcess();
        Server server = new Server()) {
      var unused = server.answer();
      for (String wrong :
          ImmutableList.of(
              "nothing",
              "[1]",
              "{}",
              "{\"next\":",
              "{\"next\":0}",
              "{\"next\":-1}",
              "{\"next\":99999999999}",
              "{\"next\":\"many\"}",
              "{\"nxt\":1}",
              "{\"next\":1,\"end\":true}",
              "{\"version\":0}",
              "{\"version\":3}",
              "{\"rows\":0}",
              "{\"rows\":-3}",
              "{\"rows\":1.5}",
              "{\"rows\":9999999}",
              "{\"rows\":[\"law\"]}",
              "{\"rows\":3}",
              "{\"report\":{}}",
              "{\"report\":{\"step\":1,\"losses\":{\"law\":NaN,\"code\":1}}}",
              "{\"report\":{\"step\":1,\"losses\":{\"law\":2}}}",
              "{\"report\":{\"step\":1,\"losses\":{\"law\":2,\"code\":1,\"x\":1}}}",
              "{\"report\":{\"step\":-1,\"losses\":{\"law\":2,\"code\":1}}}",
              "{\"save\":7}")) {
        assertThat(server.ask(wrong).text("error")).as("%s", wrong).isNotBlank();
      }
      assertThat(domains(server.ask("{\"next\":9}"))).isEqualTo(run.plan(9).domains());
      assertThat(server.ask("{\"weights\":true}").integer("step")).isEqualTo(-1);
    }
  }

  @Test
  void aReportThatCannotBeSavedIsTakenInAndSaysSo() throws Exception {
    String report = "{\"report\":{\"step\":%d,\"losses\":{\"law\":2.1,\"code\":1.2}}}";
    try (Server server = new Server()) {
      var unused = server.answer();
      Path inTheWay = Files.createDirectories(state.resolve("in-the-way"));
      var unusedDraws = server.ask("{\"next\":9}");

      JsonObject answer = server.ask(report.formatted(1));

      assertThat(answer.text("unsaved")).contains("taken in", state.toString());
      assertThat(answer.integer("step")).isEqualTo(1);
      assertThat(server.ask("{\"weights\":true}").integer("step")).isEqualTo(1);
      Files.delete(inTheWay);
      Files.delete(state);
      assertThat(server.ask(report.formatted(2)).fields()).doesNotContainKey("unsaved");
      assertThat(server.ask("{\"end\":true}").text("saved")).isEqualTo(state.toString());
      assertThat(server.end()).isZero();
    }
  }

  @Test
  void aPeerThatIsGoneLeavesASavedRunAndAMessage() throws Exception {
    List<String> drawn = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    try (VersaTune run = inProcess()) {
      expected.addAll(run.plan(5).domains());
      run.report(Feedback.at(1).losses(Map.of("law", 2.0, "code", 1.0)));
      expected.addAll(run.plan(5).domains());
      expected.addAll(run.plan(5).domains());
    }
    try (Server server = new Server()) {
      var unused = server.answer();
      drawn.addAll(domains(server.ask("{\"next\":5}")));
      var weights = server.ask("{\"report\":{\"step\":1,\"losses\":{\"law\":2,\"code\":1}}}");
      assertThat(weights.has("weights")).isTrue();
      drawn.addAll(domains(server.ask("{\"next\":5}")));
      assertThat(server.end()).as("no end was said").isEqualTo(1);
      assertThat(Files.readString(server.errors))
          .contains("error: the peer is gone")
          .contains(state.toString())
          .contains("10 draws");
    }
    try (Server server = new Server()) {
      assertThat(server.answer().integer("step")).as("it goes on").isEqualTo(1);
      drawn.addAll(domains(server.ask("{\"next\":5}")));
    }
    assertThat(drawn).isEqualTo(expected);
  }

  private void writeRows(String domain, int count) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < count; row++) {
      rows.append("{ \"d\":\"" + domain + "\", \"n\":" + row + ",\"t\":\"\\u00e4 日本 😀\"}\r\n");
    }
    Files.writeString(folder.resolve(domain + ".jsonl"), rows);
  }

  /** The rows of one segment of the same run, written as a file. */
  private List<String> segment(int count) throws IOException {
    DomainRows rows =
        DomainRows.builder()
            .domain("law", folder.resolve("law.jsonl"))
            .domain("code", folder.resolve("code.jsonl"))
            .open();
    try (VersaTune run = inProcess();
        SegmentWriter writer =
            SegmentWriter.builder(run, rows, folder.resolve("segments"))
                .domainField("channel")
                .open()) {
      return Files.readAllLines(writer.rows(count).file());
    }
  }

  /** Rows between the brackets, without commas in any row but before a quote. */
  private static List<String> rows(String answer) {
    String list = answer.substring(answer.indexOf("\"rows\":[") + 8, answer.length() - 2);
    return List.of(list.split("(?<=\\}),(?=\\{)", -1));
  }

  @Test
  void rowsAreThoseOfASegmentByteForByteAlsoAfterAKill() throws Exception {
    writeRows("law", 13);
    writeRows("code", 5);
    Files.writeString(plan, "domainField: channel\n", StandardOpenOption.APPEND);
    List<String> served = new ArrayList<>();
    try (Server server = new Server()) {
      var unused = server.answer();
      for (int batch : new int[] {1, 7, 20}) {
        String answer = server.askRaw("{\"rows\":" + batch + "}");
        assertThat(domains(JsonObject.read(answer))).hasSize(batch);
        served.addAll(rows(answer));
      }
      unused = server.ask("{\"save\":" + Json.write(state.toString()) + "}");
      unused = server.ask("{\"rows\":3}"); // Lost with the process.
    }
    try (Server server = new Server()) {
      var unused = server.answer();
      served.addAll(rows(server.askRaw("{\"rows\":12}")));
      assertThat(server.ask("{\"end\":true}").has("saved")).isTrue();
    }
    assertThat(served).hasSize(40).isEqualTo(segment(40));
    assertThat(served.get(0)).startsWith("{\"channel\":\"");

    writeRows("code", 6);
    try (Server server = new Server()) {
      assertThat(server.end()).isEqualTo(2);
      assertThat(Files.readString(server.errors))
          .contains("code.jsonl is not as it was when the run was saved");
    }
  }

  /** The means come from the rows, as those of a segment do. */
  @Test
  void weightsMayBeSharesOfTokens() throws Exception {
    writeRows("law", 13);
    Files.writeString(folder.resolve("code.jsonl"), "{\"t\":\"" + "x".repeat(400) + "\"}\n");
    Files.writeString(plan, "weightUnit: tokens\n", StandardOpenOption.APPEND);
    try (Server server = new Server()) {
      var unused = server.answer();
      assertThat(rows(server.askRaw("{\"rows\":100}"))).hasSize(100);
      assertThat(server.ask("{\"weights\":true}").integers("draws").get("law")).isBetween(85L, 95L);
    }
  }

  @Test
  void rowsEndAtTheEpochCapsAndWithoutFilesNothingIsDrawn() throws Exception {
    try (Server server = new Server()) {
      var unused = server.answer();
      assertThat(server.ask("{\"rows\":3}").text("error")).contains("law.jsonl");
      assertThat(server.ask("{\"weights\":true}").integers("draws").get("law")).isZero();
    }
    Files.deleteIfExists(state);
    Files.writeString(plan, "epochCap: 2\n", StandardOpenOption.APPEND);
    try (Server server = new Server()) {
      assertThat(server.end()).isEqualTo(2);
      assertThat(Files.readString(server.errors)).contains("law.jsonl", "epochCap");
    }
    writeRows("law", 13);
    writeRows("code", 5);
    try (Server server = new Server()) {
      var unused = server.answer();
      assertThat(rows(server.askRaw("{\"rows\":100}"))).hasSize(36);
      assertThat(server.ask("{\"rows\":100}").list("rows")).isEmpty();
      assertThat(domains(server.ask("{\"next\":1}"))).isEmpty();
    }
  }

  /** A file that is changed in mid-run ends the conversation; the last save is before the draws. */
  @Test
  void aFileThatChangesEndsTheConversation() throws Exception {
    writeRows("law", 13);
    writeRows("code", 5);
    try (Server server = new Server()) {
      var unused = server.answer();
      unused = server.ask("{\"rows\":4}");
      unused = server.ask("{\"save\":" + Json.write(state.toString()) + "}");
      String saved = Files.readString(state);
      Files.write(folder.resolve("law.jsonl"), new byte[100]);
      assertThat(server.askRaw("{\"rows\":9}")).isNull();
      assertThat(server.end()).isEqualTo(1);
      assertThat(Files.readString(server.errors)).contains("law.jsonl", "last saved");
      assertThat(Files.readString(state)).isEqualTo(saved);
    }
  }

  @Test
  void aPlanThatCannotBeUsedIsExitCode2() throws Exception {
    Files.writeString(plan, "domains: {law: a}\nflor: 0.1\n");
    try (Server server = new Server()) {
      assertThat(server.end()).isEqualTo(2);
      assertThat(Files.readString(server.errors)).contains(plan.toString()).contains("flor");
    }
  }

  @Test
  void theClientInPythonSpeaksToTheServer() throws Exception {
    writeRows("law", 13);
    writeRows("code", 5);
    assumeTrue(hasPython(), "python3 is not installed");
    Path modules = Path.of("src/main/python").toAbsolutePath();
    Path client = modules.resolve("versatune_client.py");
    try (Stream<String> lines = Files.lines(client)) {
      assertThat(lines.count()).isLessThanOrEqualTo(80);
    }
    Path script = folder.resolve("train.py");
    Files.writeString(
        script,
        """
        import itertools, sys
        from types import SimpleNamespace
        from versatune_client import VersaTune, VersaTuneError
        run = VersaTune(sys.argv[1:])
        rows = run.rows(batch=4)
        domains = run.domains(batch=4)
        print(",".join(itertools.islice(domains, 8)))
        print(run.report(1, {"law": 2.4, "code": 1.7}))
        print(",".join(itertools.islice(domains, 8)))
        state = SimpleNamespace(global_step=2)
        run.on_evaluate(None, state, None, metrics={"eval_law_loss": 2.3})
        run.on_evaluate(None, state, None, metrics={"eval_code_loss": 1.4})
        print(run.step)
        try:
            run.report(1, {"law": 2.0, "code": 1.0})
        except VersaTuneError as e:
            print("refused" if "step 1" in str(e) else e)
        print(",".join(row["d"] for row in itertools.islice(rows, 4)))
        print(run.end())
        """);
    List<String> arguments = new ArrayList<>(List.of("python3", script.toString()));
    arguments.addAll(command());
    ProcessBuilder builder =
        new ProcessBuilder(arguments).redirectError(folder.resolve("python.txt").toFile());
    builder.environment().put("PYTHONPATH", modules.toString());
    Process python = ChildProcess.limited(builder.start());
    List<String> printed;
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(python.getInputStream(), UTF_8))) {
      printed = out.lines().toList();
    }
    assertThat(ChildProcess.exitCode(python))
        .as("%s", Files.readString(folder.resolve("python.txt")))
        .isZero();
    try (VersaTune run = inProcess()) {
      assertThat(printed.get(0)).isEqualTo(joined(run));
      run.report(Feedback.at(1).losses(Map.of("law", 2.4, "code", 1.7)));
      assertThat(printed.get(1)).startsWith("{'law': " + run.weights().weight("law"));
      assertThat(printed.get(2)).isEqualTo(joined(run));
    }
    assertThat(printed.subList(3, 5)).containsExactly("2", "refused");
    assertThat(printed.get(5)).matches("(law|code)(,(law|code)){3}");
    assertThat(printed.get(6)).isEqualTo("0");
  }

  /** Eight draws, in batches of four. */
  private static String joined(VersaTune run) {
    List<String> domains = new ArrayList<>(run.plan(4).domains());
    domains.addAll(run.plan(4).domains());
    return String.join(",", domains);
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      Process python =
          new ProcessBuilder("python3", "-c", "print(1)").redirectErrorStream(true).start();
      return ChildProcess.exitCode(python) == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
