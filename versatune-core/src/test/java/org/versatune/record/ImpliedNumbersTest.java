// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;

/** What a record leaves out because it follows from the rest comes back bit for bit. */
class ImpliedNumbersTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "code", "art");

  private static ImmutableMap<String, Double> numbers(Random random, boolean odd) {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    for (String domain : DOMAINS) {
      if (odd && random.nextInt(4) == 0) {
        continue;
      }
      map.put(
          domain,
          switch (odd ? random.nextInt(8) : 7) {
            case 0 -> 0.0;
            case 1 -> Double.NaN;
            case 2 -> Double.POSITIVE_INFINITY;
            case 3 -> -1.0;
            default -> 0.1 + random.nextInt(3) + random.nextDouble();
          });
    }
    return map.buildOrThrow();
  }

  /** Numbers that follow, that nearly do, and that do not, in any order over several updates. */
  @Property(tries = 300)
  void everyUpdateComesBackWhateverFollowsFromWhat(
      @ForAll long seed, @ForAll Baseline against, @ForAll boolean references, @ForAll boolean base)
      throws IOException {
    Random random = new Random(seed);
    Setup setup = Setup.of(DomainDistribution.uniform(DOMAINS));
    setup = references ? setup.with(Signal.REFERENCE_LOSS, numbers(random, false)) : setup;
    setup = base ? setup.with(Signal.BASE_LOSS, numbers(random, false)) : setup;
    RunHeader header =
        RunHeader.of(
            setup,
            setup.initial(),
            RuleDescription.of("rule"),
            RuleDescription.of("sampler"),
            seed,
            Map.of("forgettingAgainst", against));
    List<RecordedUpdate> written = new ArrayList<>();
    ImpliedNumbers implied = ImpliedNumbers.after(header);
    DomainDistribution before = setup.initial();
    ImmutableMap<String, Double> mine = numbers(random, true);
    double[] factor = {1, 2, 3};
    for (int i = 0; i < 8; i++) {
      Feedback feedback = Feedback.at(i).losses(numbers(random, random.nextInt(3) == 0));
      mine = random.nextInt(3) == 0 ? numbers(random, true) : mine;
      feedback = random.nextBoolean() ? feedback.with(Signal.BASE_LOSS, mine) : feedback;
      feedback = setup.addTo(feedback);
      ImmutableMap<String, Double> potential =
          random.nextInt(4) == 0 ? numbers(random, true) : implied.potential(feedback);
      ImmutableMap<String, Double> forgetting =
          random.nextInt(4) == 0 ? ImmutableMap.of() : implied.forgetting(feedback);
      factor = random.nextInt(3) == 0 ? new double[] {i, -0.0, random.nextDouble()} : factor;
      DomainDistribution weights = before.withRelativeWeights(1, random.nextDouble(), 2);
      WeightUpdate.Builder update = WeightUpdate.builder(weights);
      if (random.nextInt(4) > 0) {
        update.factor("mine", factor);
      }
      if (potential.keySet().containsAll(DOMAINS)) {
        update.factor("potential", DOMAINS.stream().mapToDouble(potential::get).toArray());
      } else {
        update.factor("potential", factor);
      }
      update.factor("forgetting", factor);
      RecordedUpdate one =
          new RecordedUpdate(
              feedback,
              random.nextBoolean() ? i : 7 - i,
              ImmutableMap.of("law", 1L, "code", 2L, "art", (long) i),
              potential,
              forgetting,
              before,
              update.build());
      written.add(one);
      implied = implied.next(one);
      before = weights;
    }

    Path file = Files.createTempFile("record", ".jsonl");
    try {
      try (RunRecordWriter writer = RunRecordWriter.create(file, header)) {
        written.forEach(writer::append);
      }
      assertSame(RunRecord.read(file).updates(), written);

      // Goes on after half of them as if it had never stopped.
      try (RunRecordWriter writer = RunRecordWriter.resume(file, header, 3)) {
        written.subList(4, 8).forEach(writer::append);
      }
      assertSame(RunRecord.read(file).updates(), written);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void assertSame(List<RecordedUpdate> read, List<RecordedUpdate> written) {
    assertThat(read).hasSameSizeAs(written);
    for (int i = 0; i < written.size(); i++) {
      RecordedUpdate one = read.get(i);
      RecordedUpdate other = written.get(i);
      assertThat(one.feedback()).isEqualTo(other.feedback());
      assertThat(one.batches()).isEqualTo(other.batches());
      assertThat(one.potential()).isEqualTo(other.potential());
      assertThat(one.forgetting()).isEqualTo(other.forgetting());
      assertThat(one.before()).isEqualTo(other.before());
      assertThat(one.weights()).isEqualTo(other.weights());
      assertThat(one.update().factors()).isEqualTo(other.update().factors());
    }
  }

  /** Six domains took 1 670 bytes in the first version of the format. */
  @Test
  void anUpdateOfSixDomainsTakesLessThanAThirdOfTheFirstFormat(@TempDir Path folder)
      throws IOException {
    String[] domains = {"law", "medicine", "code", "finance", "science", "other"};
    Random random = new Random(1);
    Map<String, Double> references = new LinkedHashMap<>();
    Map<String, Double> base = new LinkedHashMap<>();
    for (String domain : domains) {
      references.put(domain, 1.5 + random.nextDouble());
      base.put(domain, 3 + random.nextDouble());
    }
    for (boolean known : new boolean[] {true, false}) {
      Path file = folder.resolve("run-" + known + ".jsonl");
      var builder = VersaTune.builder().domains(domains).referenceLosses(references).record(file);
      try (VersaTune run = (known ? builder.baseLosses(base) : builder).build()) {
        for (int step = 0; step <= 200; step++) {
          Map<String, Double> losses = new LinkedHashMap<>();
          references.forEach(
              (domain, reference) -> losses.put(domain, reference + 1 + 0.1 * random.nextDouble()));
          run.report(Feedback.at(step).losses(step == 0 ? base : losses));
          run.plan(32);
        }
      }
      List<String> lines = Files.readAllLines(file);
      assertThat(lines.subList(3, lines.size()))
          .hasSize(199)
          .allSatisfy(line -> assertThat(line).hasSizeLessThan(525));
    }
  }
}
