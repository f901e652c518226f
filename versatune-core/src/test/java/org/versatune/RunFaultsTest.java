// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import com.google.common.collect.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.scheduling.Schedulers;

/** Bad input to a run gets an error that names it, and loses nothing. */
class RunFaultsTest {
  private static final Map<String, Double> LOSSES = Map.of("law", 2.0, "code", 1.0);

  private static RunBuilder two() {
    return VersaTune.builder()
        .domains("law", "code")
        .referenceLosses(ImmutableMap.of("law", 1.5, "code", 0.8));
  }

  private static void losesNothing(VersaTune run, ThrowingCallable fault) {
    String before = run.snapshot().toJson();
    assertThatThrownBy(fault);
    assertThat(run.snapshot().toJson()).isEqualTo(before);
  }

  @Test
  void anUnknownDomainInAReportIsNamedAndMayBeSkipped() {
    VersaTune run = two().build();
    run.plan(9);
    Table<String, String, Double> products = HashBasedTable.create();
    products.put("law", "physics", 1.0);

    for (Feedback bad :
        List.of(
            Feedback.at(3).losses(Map.of("law", 2.0, "physics", 1.0)),
            Feedback.at(3).losses(LOSSES).with(Signal.BATCH_LOSS, Map.of("physics", 1.0)),
            Feedback.at(3).losses(LOSSES).gradientProducts(products))) {
      assertThatExceptionOfType(InvalidFeedbackException.class)
          .isThrownBy(() -> run.report(bad))
          .withMessageContaining("step 3")
          .withMessageContaining("unknown domain 'physics'")
          .withMessageContaining("[law, code]");
      losesNothing(run, () -> run.report(bad));

      VersaTune skipping = two().onInvalidLoss(InvalidLossPolicy.SKIP).build();
      skipping.plan(9);
      DomainDistribution before = skipping.weights();
      assertThat(skipping.report(bad).note()).contains("skipped", "'physics'");
      assertThat(skipping.weights()).isEqualTo(before);
      skipping.report(Feedback.at(4).losses(LOSSES));
      assertThat(skipping.weights()).isNotEqualTo(before);
    }
    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> run.report(Feedback.at(0).losses(Map.of("physics", 1.0))));
  }

  @Test
  void stepsThatGoBackAreNamedWithWhatToReport() {
    VersaTune run = two().build();
    run.plan(9);
    run.report(Feedback.at(7).losses(LOSSES));

    for (long step : new long[] {7, 6, 0}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run.report(Feedback.at(step).losses(LOSSES)))
          .withMessageContaining("step " + step)
          .withMessageContaining("step 7")
          .withMessageContaining("report step 8 or a later one");
      losesNothing(run, () -> run.report(Feedback.at(step).losses(LOSSES)));
    }
  }

  @Test
  void aReportAfterClosingIsNamed(@TempDir Path folder) {
    VersaTune run = two().record(folder.resolve("run.jsonl")).build();
    run.plan(9);
    run.report(Feedback.at(1).losses(LOSSES));
    run.close();
    run.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> run.report(Feedback.at(2).losses(LOSSES)))
        .withMessageContaining("step 2")
        .withMessageContaining("closed")
        .withMessageContaining("resuming");
    losesNothing(run, () -> run.report(Feedback.at(2).losses(LOSSES)));
    assertThat(run.plan(3).size()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 1 << 25, 0, -1, Integer.MIN_VALUE})
  void aBatchThatCannotBeIsRefusedBeforeAnythingIsDrawn(int size) {
    VersaTune run = two().build();
    VersaTune worker = two().worker(Worker.of(1, 1000)).build();

    for (VersaTune each : List.of(run, worker)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> each.plan(size))
          .withMessageContaining("batch size is " + size);
      losesNothing(each, () -> each.plan(size));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> worker.plan(1 << 20))
        .withMessageContaining("1000 workers");
  }

  @Test
  void boundsNameTheirDomain() {
    Map<String, Callable<?>> faults =
        ImmutableMap.<String, Callable<?>>builder()
            .put("floor of domain 'code' is 1.5", () -> two().floor(Map.of("code", 1.5)))
            .put("floor of domain 'law' is NaN", () -> two().floor(Map.of("law", Double.NaN)))
            .put("cap of domain 'code' is -0.5", () -> two().cap(Map.of("code", -0.5)))
            .put("epoch cap of domain 'law' is 0.0", () -> two().epochCap(Map.of("law", 0.0)))
            .put(
                "epoch cap of domain 'law' is Infinity",
                () -> two().epochCap(Map.of("law", Double.POSITIVE_INFINITY)))
            .put(
                "{law=0.7, code=0.6}",
                () -> two().floor(ImmutableMap.of("law", .7, "code", .6)).build())
            .put(
                "{law=0.3, code=0.2}",
                () -> two().cap(ImmutableMap.of("law", .3, "code", .2)).build())
            .put("{law=0.51, code=0.51}", () -> two().floor(.51).build())
            .put(
                "floor 0.4 of domain 'law' is above its cap 0.3",
                () -> two().floor(Map.of("law", .4)).cap(Map.of("law", .3)).build())
            .put(
                "floor names unknown domain 'physics'",
                () -> two().floor(Map.of("physics", .1)).build())
            .put(
                "epochCap names unknown domain 'physics'",
                () ->
                    two()
                        .domainSizes(Map.of("law", 1, "code", 1))
                        .epochCap(Map.of("physics", 1.0))
                        .build())
            .put(
                "'code' is Infinity",
                () -> two().baseLosses(Map.of("law", 1.0, "code", 1 / 0.0)).build())
            .put(
                "'law' is 2.5; sizes count examples",
                () -> two().domainSizes(Map.of("law", 2.5, "code", 1)).build())
            .put("'law' is -3.0", () -> two().domainSizes(Map.of("law", -3, "code", 1)).build())
            .put("domain 2 has a blank name (' ')", () -> VersaTune.builder().domains("law", " "))
            .put("domain 'law' is given twice", () -> VersaTune.builder().domains("law", "law"))
            .put("no domain given", () -> VersaTune.builder().build())
            .buildOrThrow();

    faults.forEach(
        (message, fault) ->
            assertThatIllegalArgumentException()
                .isThrownBy(fault::call)
                .withMessageContaining(message));
  }

  @Test
  void noMessageListsMoreDomainsThanOneReads() {
    List<String> domains = IntStream.range(0, 100_000).mapToObj(i -> "domain-" + i).toList();
    VersaTune run =
        VersaTune.builder()
            .domains(domains)
            .domainSizes(ones(domains))
            .epochCap(1)
            .onInvalidLoss(InvalidLossPolicy.SKIP)
            .build();
    List<String> messages = new ArrayList<>();
    messages.add(run.report(Feedback.at(1).losses(Map.of("other", 1.0))).note());
    messages.add(run.toString());
    messages.add(run.setup().toString());
    messages.add(Feedback.at(1).losses(ones(domains)).toString());
    for (ThrowingCallable fault :
        List.<ThrowingCallable>of(
            () -> run.weights().weight("other"),
            () -> run.weights().withWeights(1, 2),
            () ->
                VersaTune.builder()
                    .domains(domains)
                    .initial(DomainDistribution.uniform("a"))
                    .build(),
            () -> VersaTune.builder().domains(domains).floor(Map.of("other", 0.1)).build(),
            () -> VersaTune.builder().domains(domains).floor(0.1).build(),
            () ->
                VersaTune.builder()
                    .domains(domains)
                    .referenceLosses(Map.of("domain-1", 1.0))
                    .build(),
            () ->
                VersaTune.builder()
                    .domains(domains)
                    .referenceLosses(Map.of("x".repeat(1 << 20), 1.0))
                    .build(),
            () ->
                VersaTune.builder()
                    .domains(domains)
                    .scheduler(Schedulers.expansion("other"))
                    .referenceLosses(ones(domains))
                    .build(),
            () -> Feedback.at(1).losses(ones(domains)).loss("other"),
            () -> VersaTune.resuming(run.snapshot()).domains(List.of("law")),
            () ->
                VersaTune.resuming(VersaTune.builder().domains("law").build().snapshot())
                    .domains(domains))) {
      try {
        fault.call();
        messages.add("nothing was thrown");
      } catch (Throwable e) {
        messages.add(String.valueOf(e.getMessage()));
      }
    }

    assertThat(messages)
        .doesNotContain("nothing was thrown")
        .allSatisfy(message -> assertThat(message.length()).isLessThan(3_000));
  }

  private static ImmutableMap<String, Double> ones(List<String> domains) {
    ImmutableMap.Builder<String, Double> ones = ImmutableMap.builder();
    domains.forEach(domain -> ones.put(domain, 1.0));
    return ones.buildOrThrow();
  }

  /** Seconds against minutes: a run of many domains must not compare each name with each. */
  @Test
  @Timeout(30)
  void aRunOfManyDomainsIsBuiltWithoutComparingEachNameWithEach() {
    List<String> domains = IntStream.range(0, 200_000).mapToObj(i -> "domain-" + i).toList();
    ImmutableMap.Builder<String, Double> floor = ImmutableMap.builder();
    domains.forEach(domain -> floor.put(domain, 1e-6));

    VersaTune run =
        VersaTune.builder()
            .domains(domains)
            .initial(DomainDistribution.uniform(Lists.reverse(domains)))
            .fixedSampling(DomainDistribution.uniform(Lists.reverse(domains)))
            .floor(floor.buildOrThrow())
            .build();

    assertThat(run.domains()).isEqualTo(domains);
  }

  @Test
  void buildingLeavesTheBuilderAsItWas() {
    RunBuilder builder =
        VersaTune.builder()
            .initial(DomainDistribution.of(List.of("law", "code"), 0.75, 0.25))
            .seed(3);

    VersaTune one = builder.build();
    VersaTune two = builder.build();

    assertThat(two.snapshot().toJson()).isEqualTo(one.snapshot().toJson());
    assertThat(builder.initial(DomainDistribution.uniform("a", "b", "c")).build().domains())
        .containsExactly("a", "b", "c");
  }

  @Test
  void aBuildThatFailedLeavesTheBuilderAsItWas() {
    RunBuilder builder = VersaTune.builder().initial(DomainDistribution.uniform("law", "code"));
    builder.floor(Map.of("physics", 0.1));
    assertThatIllegalArgumentException().isThrownBy(builder::build);
    builder.initial(DomainDistribution.uniform("law", "physics"));

    assertThat(builder.build().domains()).containsExactly("law", "physics");

    RunBuilder named = two();
    assertThatIllegalArgumentException().isThrownBy(() -> named.domains("law", ""));
    assertThatIllegalArgumentException().isThrownBy(() -> named.floor(Map.of("law", 2.0)));
    assertThat(named.build().snapshot().toJson()).isEqualTo(two().build().snapshot().toJson());
  }

  @Test
  void aBaseLossOfZeroInAReportIsSkippedWhereBadReportsAre() {
    VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .scheduler(Schedulers.constant())
            .onInvalidLoss(InvalidLossPolicy.SKIP)
            .build();
    Feedback bad =
        Feedback.at(1)
            .losses(Map.of("law", 1, "code", 1))
            .with(Signal.BASE_LOSS, Map.of("law", 0, "code", 1));

    assertThat(run.report(bad).note()).contains("skipped", "law", "0.0");
    assertThat(run.forgettingTracker().baseline()).isEmpty();
  }

  @Test
  void aSnapshotThatIsNestedTooDeepIsNamedAsNoSnapshot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Snapshot.fromJson("[".repeat(100_000)))
        .withMessageContaining("nesting depth");
  }

  @Test
  void theLastStepThereIsEndsTheReports() {
    VersaTune run =
        VersaTune.builder().domains("law", "code").scheduler(Schedulers.uniform()).build();
    run.report(Feedback.at(Long.MAX_VALUE).losses(Map.of("law", 1.0, "code", 1.0)));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> run.report(Feedback.at(Long.MAX_VALUE).losses(Map.of("law", 1.0, "code", 1.0))))
        .withMessageContainingAll("step 9223372036854775807", "no report any more")
        .withMessageNotContaining("-");
  }
}
