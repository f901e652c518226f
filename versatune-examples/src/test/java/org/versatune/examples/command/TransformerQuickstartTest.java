// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.collect.MoreCollectors.onlyElement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.examples.MadeUpText;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;
import org.versatune.examples.results.Writing;

/** The quickstart with the transformer, on made-up text and the smallest budget. */
class TransformerQuickstartTest {
  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    MadeUpText.write(folder.resolve("data"));
  }

  private static String run(String to, String... more) {
    return runWith("cache", to, more);
  }

  private static String runWith(String cache, String to, String... more) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    String[] arguments = {
      "--data", folder.resolve("data").toString(),
      "--cache", folder.resolve(cache).toString(),
      "--budget", "1",
      "--out", folder.resolve(to).toString()
    };
    int code = Versatune.run(writer, writer, ObjectArrays.concat(arguments, more, String.class));
    assertThat(code).as("%s", text).isZero();
    return text.toString();
  }

  @Test
  void theEmbeddedModelIsFineTunedOnTextThatItDoesNotKnow() throws IOException {
    String printed = run("embedded");

    StudyResults results = StudyResults.read(folder.resolve("embedded"));
    SeedResult.BaseModel base = results.seeds().get(0).base();
    assertThat(printed)
        .containsOnlyOnce("warning: the embedded base model was not trained on this text")
        .contains("there is no true mix", "bits per byte")
        .doesNotContain("base model: read from", "Exception");
    assertThat(base.trueMix()).isEmpty();
    assertThat(base.vocabulary()).isEqualTo(1024);
    assertThat(base.architecture()).contains("transformer");
    // Numbers are cut into single digits with the space before them.
    assertThat(base.bytesPerToken().get("numbers")).isBetween(1.0, 2.0);
    assertThat(results.provenance().path("embeddedBase").path("mix").asString()).contains("code");
    // A judge of boats, numbers and shouts finds nothing to read in law, code and the rest.
    assertThat(printed).contains("strategies start from uniform weights");
    assertThat(results.seeds().get(0).detection().accepted()).isZero();
    assertThat(results.seeds().get(0).detection().detected().values())
        .allMatch(share -> share == 1 / 3.0);
    results
        .runs()
        .forEach(
            run -> {
              assertThat(
                      run.byDomain(Measures.DRAWS).values().stream()
                          .mapToDouble(Double::doubleValue)
                          .sum())
                  .isEqualTo(16.0);
              assertThat(run.byDomain(Measures.LOSS).values()).allMatch(loss -> loss > 0);
            });
    assertThat(Files.readString(folder.resolve("embedded/report.html")))
        .contains("bits per byte", "there is no true mix")
        .doesNotContain("NaN");
  }

  @Test
  void aBaseModelAndItsTokensAreTrainedOnTheTextAndKept() throws IOException {
    String first = run("trained", "--train-base", "--threads", "2");
    String again = run("again", "--train-base", "--threads", "1");

    StudyResults results = StudyResults.read(folder.resolve("trained"));
    SeedResult seed = results.seeds().get(0);
    assertThat(first).contains("base model: ", "sampling noise").doesNotContain("read from");
    assertThat(again).contains("base model: read from").doesNotContain("warning: the embedded");
    assertThat(seed.base().trueMix()).isNotEmpty();
    // So little text has fewer pairs that occur twice than the vocabulary has room for.
    assertThat(seed.base().vocabulary()).isBetween(257, 1024);
    assertThat(results.writings())
        .extracting(Writing::strategy)
        .containsExactly("", "fostering", "open-gap", "constant", "uniform", "inverse");
    results
        .writings()
        .forEach(
            writing ->
                assertThat(
                        writing.shares().values().stream().mapToDouble(Double::doubleValue).sum())
                    .isCloseTo(1, within(1e-9)));
    assertThat(StudyResults.read(folder.resolve("again")).seeds()).isEqualTo(results.seeds());
    assertThat(Files.readString(folder.resolve("trained/report.html")))
        .contains("What the model writes before and after", "Forgetting by domain");
  }

  @Test
  void theOnlyBaseModelIsTrainedByAllThreadsAndIsThatOfOne() throws IOException {
    runWith("cache-two", "two", "--train-base", "--threads", "2");
    runWith("cache-one", "one", "--train-base", "--threads", "1");

    assertThat(parameters("cache-one")).isEqualTo(parameters("cache-two"));
    assertThat(StudyResults.read(folder.resolve("one")).seeds())
        .isEqualTo(StudyResults.read(folder.resolve("two")).seeds());
  }

  /** Returns the parameters of the one model in a cache. */
  private static INDArray parameters(String cache) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(cache))) {
      Path model = files.collect(onlyElement());
      return ModelSerializer.restoreMultiLayerNetwork(model.toFile(), false).params();
    }
  }
}
