// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multisets;
import com.google.common.collect.TreeMultiset;
import com.google.common.primitives.ImmutableDoubleArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.detection.Detection;
import org.versatune.examples.SeveralWorkers.Trainer;
import org.versatune.scheduling.Schedulers;
import org.versatune.tracking.Gains;

/** The programs that people copy: each runs, and makes the point that it is there to make. */
class ProgramsTest {
  /** A program's main method. */
  private interface Main {
    void run(String... arguments) throws Exception;
  }

  private static String printed(Main main) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    System.setOut(new PrintStream(text, true, StandardCharsets.UTF_8));
    try {
      main.run();
    } finally {
      System.setOut(before);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** The numbers that follow a text, wherever it is. */
  private static List<Double> numbersAfter(String text, String printed) {
    return Pattern.compile(Pattern.quote(text) + "([0-9.]+)")
        .matcher(printed)
        .results()
        .map(result -> Double.valueOf(result.group(1)))
        .toList();
  }

  @Test
  void firstMixGivesWeightToTheDomainWithTheLongestWayBeforeIt() throws Exception {
    String printed = printed(FirstMix::main);

    VersaTune run = FirstMix.train();
    assertThat(run.weights().weight("code"))
        .isGreaterThan(run.weights().weight("law") + run.weights().weight("medicine"));
    assertThat(run.draws().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(400 * 32);
    assertThat(numbersAfter("code: loss ", printed))
        .hasSize(9)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(printed).contains("why:\nlaw 0.", "drawn: " + run.draws());
  }

  @Test
  void trainWithDl4jLetsTheHarderDomainsHaveMoreExamples() throws Exception {
    String printed = printed(TrainWithDl4j::main);

    assertThat(printed)
        .contains("a specialist of each domain reaches {line=0.", "step 0\n", "step 400\n");
    double line = numbersAfter("drawn: {line=", printed).get(0);
    double ring = numbersAfter(", ring=", printed).get(1);
    double chess = numbersAfter(", chess=", printed).get(1);
    assertThat(line + ring + chess).isEqualTo(400 * 32);
    assertThat(line).isLessThan(ring).isLessThan(chess);
    // The share of the way that is left shrinks: the network learns all three.
    for (String domain : List.of("line", "ring", "chess")) {
      List<Double> open =
          Pattern.compile(domain + " [0-9.]+: open ([0-9.]+)")
              .matcher(printed)
              .results()
              .map(result -> Double.valueOf(result.group(1)))
              .toList();
      assertThat(open).hasSize(5);
      assertThat(open.get(4)).as(domain).isLessThan(0.5).isLessThan(open.get(0));
    }
  }

  @Test
  void detectThenFosterFindsTheMixAndMovesItToWhatIsLeftToLearn() throws Exception {
    DetectThenFoster.Model model =
        new DetectThenFoster.Model(ImmutableMap.of("law", 700, "medicine", 200, "code", 100));
    double codeBefore = model.loss("code");

    Detection detection = DetectThenFoster.detect(model);
    VersaTune run = DetectThenFoster.foster(model, detection);

    ImmutableMap.of("law", 0.7, "medicine", 0.2, "code", 0.1)
        .forEach(
            (domain, share) ->
                assertThat(detection.mix().weight(domain)).isCloseTo(share, within(0.05)));
    assertThat(run.setup().initial()).isEqualTo(detection.mix());
    assertThat(run.weights().weight("code")).isGreaterThan(1.5 * detection.mix().weight("code"));
    assertThat(run.weights().weight("law")).isLessThan(detection.mix().weight("law"));
    assertThat(model.loss("code")).isLessThan(codeBefore);
    assertThat(printed(DetectThenFoster::main)).contains("found: Detection{law", "step 60\n");
  }

  @Test
  void expandADomainForgetsLessThanTrainingOnTheTargetAlone() throws Exception {
    Gains alone = ExpandADomain.train("target alone", Schedulers.constant(), 0, 1, 0);
    Gains expansion = ExpandADomain.train("expansion", ExpandADomain.expansion(), .45, .1, .45);

    assertThat(alone.byDomain().get("medicine")).isGreaterThan(0.9);
    assertThat(expansion.byDomain().get("medicine")).isGreaterThan(0.5);
    assertThat(expansion.meanForgettingBeside("medicine"))
        .isLessThan(alone.meanForgettingBeside("medicine") / 4);
    // The weight grew from 0.1, and the gate stopped it before the cap of 0.9.
    String printed = printed(ExpandADomain::main);
    assertThat(printed.lines()).hasSize(3);
    assertThat(numbersAfter("weight at the end ", printed).get(2)).isBetween(0.3, 0.8);
  }

  @Test
  void ownRuleFollowsTheFallsAndGoesOnFromASnapshot() throws Exception {
    WeightScheduler rule = new OwnRule.FastestFall(0.5, ImmutableDoubleArray.of());
    VersaTune whole = OwnRule.train(OwnRule.start(rule), 1, 20);

    VersaTune half = OwnRule.train(OwnRule.start(rule), 1, 10);
    VersaTune resumed = VersaTune.resuming(half.snapshot()).scheduler(rule).build();
    OwnRule.train(resumed, 11, 20);

    assertThat(resumed.weights()).isEqualTo(whole.weights()).isNotEqualTo(half.weights());
    assertThat(resumed.draws()).isEqualTo(whole.draws());
    WeightUpdate last = whole.lastUpdate().orElseThrow();
    assertThat(last.factor("fall").get("code"))
        .isLessThan(last.factor("fall").getOrDefault("law", 0.0) / 10);
    assertThat(whole.weights().weight("code")).isLessThan(0.1);
    assertThat(whole.rule().toString()).contains("fastest-fall", "smoothing", "0.5");
    assertThat(printed(OwnRule::main)).contains("Simulated run:", last.toString());
  }

  @Test
  void resumeATrainingEndsWithTheSameParameters(@TempDir Path folder) throws Exception {
    Path checkpoint = folder.resolve("network.checkpoint");

    ResumeATraining.Trained whole = ResumeATraining.train(checkpoint);
    ResumeATraining.Trained resumed = ResumeATraining.resume(checkpoint);

    assertThat(resumed.parameters().toFloatVector()).isEqualTo(whole.parameters().toFloatVector());
    assertThat(resumed.run().draws()).isEqualTo(whole.run().draws());
    assertThat(resumed.run().weights()).isEqualTo(whole.run().weights());
    assertThat(whole.run().draws().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(60 * 16);
    assertThat(printed(ResumeATraining::main)).contains("same parameters: true");
  }

  @Test
  void severalWorkersTrainTogetherOnWhatOneWouldTrainOn() throws Exception {
    List<Trainer> workers = SeveralWorkers.train(4);
    Trainer alone = SeveralWorkers.train(1).get(0);

    TreeMultiset<String> together = TreeMultiset.create();
    for (Trainer worker : workers) {
      assertThat(worker.used).hasSize(480);
      assertThat(Multisets.intersection(worker.used, together)).isEmpty();
      together.addAll(worker.used);
      assertThat(worker.run.draws()).isEqualTo(alone.run.draws());
      assertThat(worker.run.weights()).isEqualTo(alone.run.weights());
    }
    assertThat(together).isEqualTo(alone.used);
    assertThat(alone.run.weights().weight("law")).isNotCloseTo(1.0 / 3, within(0.05));
    assertThat(printed(SeveralWorkers::main).lines()).hasSize(5);
  }

  /** Copyable: one reads a file to its end, and takes it along without any other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "FirstMix",
        "TrainWithDl4j",
        "DetectThenFoster",
        "ExpandADomain",
        "OwnRule",
        "ResumeATraining",
        "SeveralWorkers"
      })
  void isShortAndStandsAlone(String program) throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/main/java/org/versatune/examples", program + ".java"))
            .stream()
            .dropWhile(line -> line.startsWith("//") || line.isBlank())
            .toList();

    assertThat(lines).hasSizeBetween(60, 120);
    assertThat(lines).noneMatch(line -> line.startsWith("import org.versatune.examples."));
    assertThat(Files.readString(Path.of("../README.md"))).contains(program + ".java");
  }
}
