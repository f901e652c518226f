// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.ByteSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.trainers.losses.TrainerLogs.Evaluation;

/** Every fault in every form: an error that names file, line and value and says what to do. */
class BadLossesTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "medicine", "code");
  private static final ImmutableMap<String, String> GOOD =
      ImmutableMap.of("law", "2.25", "medicine", "2.5", "code", "1.125");

  @TempDir private Path folder;

  /**
   * A fault in the third of three evaluations.
   *
   * @param what its name
   * @param step the step of the evaluation
   * @param losses its losses
   * @param says what the message has to hold
   */
  private record Fault(
      String what, String step, ImmutableMap<String, String> losses, ImmutableList<String> says) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Fault losses(String what, String domain, String loss, String... says) {
    return new Fault(
        what, "300", with(domain, loss), ImmutableList.<String>builder().add(says).build());
  }

  private static ImmutableMap<String, String> with(String domain, String loss) {
    return ImmutableMap.<String, String>builder().putAll(GOOD).put(domain, loss).buildKeepingLast();
  }

  private static Fault step(String what, String step, String... says) {
    return new Fault(what, step, GOOD, ImmutableList.copyOf(says));
  }

  private static final ImmutableList<Fault> FAULTS =
      ImmutableList.of(
          losses("NaN", "law", "NaN", "'law'", "step 300", "NaN", "diverged"),
          losses("infinite", "code", "Infinity", "'code'", "step 300", "Infinity"),
          losses("below infinity", "code", "-Infinity", "'code'", "step 300", "-Infinity"),
          losses("negative", "medicine", "-0.5", "'medicine'", "step 300", "-0.5", "at least 0"),
          losses("too large", "medicine", "1e999", "'medicine'", "step 300", "Infinity"),
          losses("a text", "law", "\"high\"", "'law'", "high", "not a number"),
          losses("null", "law", "null", "'law'", "null", "not a number"),
          losses("a list", "law", "[2.1]", "'law'", "not a number"),
          losses("true", "law", "true", "'law'", "not a number"),
          losses(
              "unknown domain",
              "sports",
              "2.0",
              "'sports'",
              "[law, medicine, code]",
              "option 'ignore'"),
          losses("another case", "Law", "2.0", "'Law'", "[law, medicine, code]", "option 'names'"),
          new Fault(
              "missing domain",
              "300",
              ImmutableMap.of("law", "2.0", "code", "1.0"),
              ImmutableList.of("lack domain 'medicine'", "step 300", "law")),
          step("negative step", "-3", "-3"),
          step("step of text", "\"soon\"", "soon"),
          step("step with a fraction", "300.5", "300.5"),
          step("huge step", "99999999999999999999", "99999999999999999999"),
          step("step backwards", "150", "step 150 comes after step 200", "restarts()"),
          new Fault(
              "two losses of one step",
              "200",
              with("law", "9.5"),
              ImmutableList.of("'law'", "step 200", "9.5", "2.25", "restarts()")));

  static Stream<Arguments> cases() {
    return LossLog.forms().stream()
        .flatMap(
            form ->
                FAULTS.stream()
                    .filter(fault -> canOccur(form, fault))
                    .map(fault -> Arguments.of(form, fault)));
  }

  /** OLMo-core has the step in the name of the file, Megatron-LM and ms-swift in a text. */
  private static boolean canOccur(String form, Fault fault) {
    boolean stepInName = form.equals("olmo-core");
    boolean stepInText = form.equals("megatron-lm");
    boolean backwards = fault.what().equals("step backwards");
    boolean ofAStep = fault.says().size() < 3 && !fault.losses().containsKey("x");
    if (stepInName) {
      return !backwards
          && !fault.what().equals("two losses of one step")
          && (!ofAStep || fault.what().equals("huge step"));
    }
    if (stepInText && ofAStep) {
      return backwards || fault.what().equals("huge step");
    }
    return !(form.startsWith("ms-swift") && fault.what().equals("step of text"));
  }

  @Test
  void thereAreEnoughCases() {
    assertThat(cases().count()).isGreaterThan(100);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void isRefused(String form, Fault fault) throws IOException {
    List<Evaluation> all = new ArrayList<>();
    for (String step : new String[] {"100", "200"}) {
      all.add(new Evaluation(step, GOOD));
      TrainerLogs.write(form, folder, all);
    }
    LossLog log = LossLog.builder(form, TrainerLogs.path(form, folder)).domains(DOMAINS).build();
    all.add(new Evaluation(fault.step(), fault.losses()));
    Path path = TrainerLogs.write(form, folder, all);

    IllegalArgumentException problem =
        catchThrowableOfType(IllegalArgumentException.class, log::read);

    assertThat(problem)
        .hasMessageContaining(path.toString())
        .hasMessageMatching("(?s).*, line \\d+: .*");
    assertThat(problem).hasMessageContainingAll(fault.says().toArray(String[]::new));
    assertThat(catchThrowableOfType(IllegalArgumentException.class, log::read))
        .as("nothing counts as read")
        .hasMessage(problem.getMessage());
  }

  /** Files that hold no such log, in each form. */
  private record Content(String what, ByteSource bytes) {
    Content(String what, byte[] bytes) {
      this(what, ByteSource.wrap(bytes));
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Arguments> contents() {
    ImmutableList<Content> contents =
        ImmutableList.of(
            new Content("empty", new byte[0]),
            new Content("blank", "\n \n".getBytes(UTF_8)),
            new Content("no JSON", "step 100: loss 2.1\n".getBytes(UTF_8)),
            new Content("another object", "{\"a\": 1}\n".getBytes(UTF_8)),
            new Content("a list", "[1, 2]\n".getBytes(UTF_8)),
            new Content("cut off", "{\"step\": 100, \"log_history\": [{\"st".getBytes(UTF_8)),
            new Content("two values", "{\"a\": 1} {\"b\": 2}\n".getBytes(UTF_8)),
            new Content("a name twice", "{\"step\": 1, \"step\": 2}\n".getBytes(UTF_8)),
            new Content("bytes", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2, '\n'}),
            new Content("zeros", new byte[1000]),
            new Content("another form", "log_history: [100]\n".getBytes(UTF_8)));
    return LossLog.forms().stream()
        .flatMap(form -> contents.stream().map(content -> Arguments.of(form, content)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("contents")
  void isNoLog(String form, Content content) throws IOException {
    Path path = TrainerLogs.path(form, folder);
    Path file =
        switch (form) {
          case "olmo-core" -> path.resolve("metrics_step100.json");
          case "nemo-automodel" -> path.resolve("validation_law.jsonl");
          default -> path;
        };
    Files.write(file, content.bytes().read());

    IllegalArgumentException problem =
        catchThrowableOfType(
            IllegalArgumentException.class,
            () -> LossLog.builder(form, path).domains(DOMAINS).build().read());

    assertThat(problem).hasMessageContaining(path.toString());
    assertThat(problem.getMessage()).hasSizeGreaterThan(path.toString().length() + 40);
  }

  /** As PowerShell writes what a trainer prints, and as logs are kept. */
  static Stream<Arguments> kinds() {
    return LossLog.forms().stream()
        .flatMap(
            form ->
                Stream.of(
                    Arguments.of(form, "fffe7b000a00", "UTF-16; convert it"),
                    Arguments.of(form, "1f8b08000000", "packed with gzip; unpack it"),
                    Arguments.of(form, "28b52ffd0400", "packed with zstd; unpack it")));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("kinds")
  void aLogThatIsNoTextIsNamedAsWhatItIs(String form, String head, String says) throws IOException {
    Path path = TrainerLogs.path(form, folder);
    Path file =
        switch (form) {
          case "olmo-core" -> path.resolve("metrics_step100.json");
          case "nemo-automodel" -> path.resolve("validation_law.jsonl");
          default -> path;
        };
    Files.write(file, HexFormat.of().parseHex(head));
    LossLog log = LossLog.builder(form, path).domains(DOMAINS).build();

    assertThat(catchThrowableOfType(IllegalArgumentException.class, log::poll))
        .hasMessageContaining(file + " is ")
        .hasMessageContaining(says);
  }

  /** A bar of progress goes back to the beginning of its line. */
  @Test
  void linesOfMegatronMayShareALineWithABarOfProgress() throws IOException {
    Path file = folder.resolve("train.log");
    StringBuilder text = new StringBuilder();
    for (String domain : DOMAINS) {
      text.append(" 50%|###\r validation-")
          .append(domain)
          .append(" loss at iteration 100 | lm loss value: 2.5E+00 | lm loss PPL: 7 |\r 51%|###\n");
    }
    Files.writeString(file, text);

    assertThat(LossLog.builder("megatron-lm", file).domains(DOMAINS).build().read())
        .singleElement()
        .satisfies(report -> assertThat(report.step()).isEqualTo(100));
  }

  @ParameterizedTest
  @MethodSource("org.versatune.trainers.losses.LossLogTest#forms")
  void thereIsNoFile(String form) throws IOException {
    for (Path path :
        Arrays.asList(folder.resolve("none"), Files.createDirectories(folder.resolve("empty")))) {
      assertThat(
              catchThrowableOfType(
                  IllegalArgumentException.class,
                  () -> LossLog.builder(form, path).domains(DOMAINS).build().read()))
          .hasMessageContaining(path.toString())
          .hasMessageContaining(LossLog.howTo(form));
    }
  }

  @Test
  void trainerLogOfLlamaFactoryIsTheWrongFile() throws IOException {
    Path file = folder.resolve("trainer_log.jsonl");
    Files.writeString(file, "{\"current_steps\": 100, \"eval_loss\": 1.9}\n");

    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class,
                () -> LossLog.builder("llama-factory", file).domains(DOMAINS).build().read()))
        .hasMessageContaining("trainer_state.json");
  }

  /** A file that is no log, such as weights: it has no line ends. */
  @Test
  void aLineWithoutEndIsRefused() throws IOException {
    Path file = folder.resolve("model.bin");
    try (RandomAccessFile weights = new RandomAccessFile(file.toFile(), "rw")) {
      weights.setLength((1L << 26) + (1L << 17));
    }
    LossLog log = LossLog.builder("plain", file).domains(DOMAINS).build();

    assertThat(catchThrowableOfType(IllegalArgumentException.class, log::read))
        .hasMessageStartingWith("losses in " + file + ", line 1: ")
        .hasMessageContaining("67108864 bytes");
  }
}
