// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;

class TokenRatesTest {
  private static final DomainDistribution WEIGHTS =
      DomainDistribution.of(ImmutableMap.of("law", .5, "medicine", .3, "code", .2));
  private static final ImmutableMap<String, Integer> MEANS =
      ImmutableMap.of("law", 400, "medicine", 4000, "code", 1000);

  private static RunBuilder byTokens() {
    return VersaTune.builder().initial(WEIGHTS).weightsBy(WeightUnit.TOKENS).seed(3);
  }

  private static void assertGolden(DomainDistribution rates) {
    assertThat(rates.toArray())
        .containsExactly(new double[] {.8196721311, .0491803279, .1311475410}, within(1e-9));
  }

  @Test
  void ratesAreWeightsOverMeanTokens() {
    VersaTune run = byTokens().meanTokens(MEANS).build();

    assertGolden(run.sampling());
    assertThat(run.weights()).isEqualTo(WEIGHTS);
    assertThat(run.importanceWeights().factors().values()).containsOnly(1.0);
    Map<String, Integer> counts = run.plan(100_000).counts();
    assertThat(counts.get("law")).isEqualTo(81_967);
    assertThat(counts.get("medicine")).isEqualTo(4_918);
  }

  @Test
  void allCountAlikeUntilEachIsKnown() {
    VersaTune run = byTokens().build();
    run.tokens().count(Map.of("law", 2, "code", 1), Map.of("law", 800, "code", 1000));
    assertThat(run.sampling()).isEqualTo(WEIGHTS);
    assertThat(run.tokens().areKnown()).isFalse();

    run.tokens().count(Map.of("medicine", 1), Map.of("medicine", 0));
    assertThat(run.sampling()).isEqualTo(WEIGHTS);

    run.tokens().count(Map.of("medicine", 1), Map.of("medicine", 8000));
    assertThat(run.tokens().means())
        .isEqualTo(ImmutableMap.of("law", 400.0, "medicine", 4000.0, "code", 1000.0));
    assertGolden(run.sampling());
  }

  @Test
  void aDomainWithoutWeightNeedsNoTokens() {
    VersaTune run =
        byTokens()
            .initial(DomainDistribution.of(ImmutableMap.of("law", .5, "medicine", .5, "code", 0.0)))
            .build();
    run.tokens().count(Map.of("law", 1, "medicine", 1), Map.of("law", 100, "medicine", 300));
    assertThat(run.sampling().toArray()).containsExactly(new double[] {.75, .25, 0}, within(1e-12));
  }

  @Test
  void aResumedRunDrawsTheSameBitForBit() {
    VersaTune whole = byTokens().build();
    VersaTune run = byTokens().build();
    List<String> expected = new ArrayList<>();
    List<String> drawn = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      expected.addAll(step(whole, i));
      run = VersaTune.resume(Snapshot.fromJson(run.snapshot().toJson()));
      drawn.addAll(step(run, i));
    }
    assertThat(drawn).isEqualTo(expected);
    assertThat(run.snapshot()).isEqualTo(whole.snapshot());
  }

  private static List<String> step(VersaTune run, int step) {
    BatchPlan plan = run.plan(50);
    ImmutableMap.Builder<String, Long> tokens = ImmutableMap.builder();
    plan.counts()
        .forEach(
            (domain, count) ->
                tokens.put(domain, count * (MEANS.getOrDefault(domain, 0) + 7L * step)));
    run.tokens().count(plan.counts(), tokens.buildOrThrow());
    return plan.domains();
  }

  @Test
  void aSnapshotBeforeAnUnconfirmedBatchHasWhatWasCountedThen() {
    VersaTune run = byTokens().build();
    run.inFlight().expectReports(1000);
    var unused = run.plan(10);
    Snapshot before = run.snapshot();
    run.tokens().count(Map.of("law", 1), Map.of("law", 10));
    assertThat(run.snapshot().toJson()).isEqualTo(before.toJson());
  }

  @Test
  void updateAndRecordSayTheRates(@TempDir Path folder) {
    Path file = folder.resolve("run.jsonl");
    try (VersaTune run = byTokens().meanTokens(MEANS).record(file).build()) {
      WeightUpdate update =
          run.report(Feedback.at(1).losses(Map.of("law", 2, "medicine", 2, "code", 2)));
      assertThat(update.factor("rate")).isEqualTo(run.sampling().asMap());
      assertThat(update.factor("mean tokens")).containsEntry("medicine", 4000.0);
    }
    RunRecord record = RunRecord.read(file);
    RecordedUpdate recorded = record.updates().get(0);
    assertThat(recorded.update().factor("rate").get("law")).isCloseTo(.8196721311, within(1e-9));
    assertThat(record.header().options()).containsEntry("weightsBy", "TOKENS");
  }

  @Test
  void weightsByExamplesSaveNothingOfTokens() {
    assertThat(VersaTune.builder().initial(WEIGHTS).build().snapshot().toJson())
        .doesNotContain("oken");
  }

  @Test
  void whatCannotBeIsRefused() {
    VersaTune examples = VersaTune.builder().initial(WEIGHTS).build();
    assertThatThrownBy(() -> examples.tokens().count(Map.of("law", 1), Map.of("law", 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("weightsBy(WeightUnit.TOKENS)");
    VersaTune given = byTokens().meanTokens(MEANS).build();
    assertThatThrownBy(() -> given.tokens().count(Map.of("law", 1), Map.of("law", 1)))
        .hasMessageContaining("leave out meanTokens");
    VersaTune run = byTokens().build();
    String before = run.snapshot().toJson();
    assertThatThrownBy(() -> run.tokens().count(Map.of("law", 1), Map.of("code", 1)))
        .hasMessageContaining("same domains");
    assertThatThrownBy(() -> run.tokens().count(Map.of("art", 1), Map.of("art", 1)))
        .hasMessageContaining("unknown domain 'art'");
    assertThatThrownBy(() -> run.tokens().count(Map.of("law", 0), Map.of("law", 1)))
        .hasMessageContaining("'law': 1 tokens in 0 examples");
    assertThatThrownBy(() -> run.tokens().count(Map.of("law", 1), Map.of("law", -1)))
        .hasMessageContaining("-1 tokens");
    assertThat(run.snapshot().toJson()).isEqualTo(before);
    assertThatThrownBy(() -> byTokens().meanTokens(Map.of("law", 1.0)).build())
        .hasMessageContaining("give them of every domain");
    assertThatThrownBy(
            () -> byTokens().meanTokens(Map.of("law", 0, "medicine", 1, "code", 1)).build())
        .hasMessageContaining("'law' are 0.0");
    assertThatThrownBy(() -> VersaTune.builder().initial(WEIGHTS).meanTokens(MEANS).build())
        .hasMessageContaining("weightsBy(WeightUnit.TOKENS)");
    assertThatThrownBy(() -> byTokens().fixedSampling(WEIGHTS).build())
        .hasMessageContaining("leave out one of the two");
  }
}
