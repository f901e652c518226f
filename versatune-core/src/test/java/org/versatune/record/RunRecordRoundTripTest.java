// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/** Whatever bits a double has, they come back from a record. */
class RunRecordRoundTripTest {

  /** Every pattern of bits is as likely as another, with the special values in between. */
  @Provide
  Arbitrary<Double> anyDouble() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble),
        Arbitraries.of(
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Double.MAX_VALUE,
            2.0e-3,
            9007199254740992.0));
  }

  /** Names need not be pretty; what UTF-8 cannot hold is left out. */
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(12)
        .filter(name -> !name.isBlank() && StandardCharsets.UTF_8.newEncoder().canEncode(name));
  }

  @Provide
  Arbitrary<List<String>> domains() {
    return names().list().uniqueElements().ofSize(4);
  }

  @Property
  void everyNumberOfAnUpdateComesBack(
      @ForAll("domains") List<String> domains,
      @ForAll @Size(4) List<@From("anyDouble") Double> numbers,
      @ForAll @Size(4) List<Long> counts,
      @ForAll @DoubleRange(min = 0, max = 1) double share,
      @ForAll("names") String text,
      @ForAll @LongRange(min = 0) long step) {
    DomainDistribution before = DomainDistribution.relative(domains, 1, share, 0, share / 3);
    RunHeader header = header(before);
    ImmutableMap.Builder<String, Double> byDomain = ImmutableMap.builder();
    ImmutableMap.Builder<String, Long> draws = ImmutableMap.builder();
    for (int j = 0; j < 4; j++) {
      byDomain.put(domains.get(j), numbers.get(j));
      draws.put(domains.get(j), counts.get(j));
    }
    ImmutableMap<String, Double> values = byDomain.buildOrThrow();
    WeightUpdate update =
        WeightUpdate.builder(before.withRelativeWeights(share, 1e-300, 1, 1 - share))
            .factor(text, values.values().stream().mapToDouble(Double::doubleValue).toArray())
            .condition(text, numbers.get(0))
            .note(text)
            .build();
    RecordedUpdate written =
        new RecordedUpdate(
            Feedback.at(step).losses(values).with(Signal.BASE_LOSS, values),
            counts.get(0),
            draws.buildOrThrow(),
            values,
            values,
            before,
            update);

    Object line = read(header, new LineEncoder(header).update(written));

    assertThat(line).isInstanceOf(RecordedUpdate.class);
    RecordedUpdate read = (RecordedUpdate) line;
    assertThat(read.feedback()).isEqualTo(written.feedback());
    assertThat(read.batches()).isEqualTo(written.batches());
    assertThat(read.draws()).isEqualTo(written.draws());
    assertThat(bits(read.potential())).isEqualTo(bits(values));
    assertThat(bits(read.forgetting())).isEqualTo(bits(values));
    assertThat(read.before()).isEqualTo(before);
    assertThat(read.weights()).isEqualTo(written.weights());
    assertThat(bits(read.update().factor(text))).isEqualTo(bits(values));
    assertThat(bits(read.update().conditions())).isEqualTo(bits(update.conditions()));
    assertThat(read.update().note()).isEqualTo(text);
  }

  @Property
  void everyEventComesBack(
      @ForAll RunEvent.Kind kind, @ForAll long step, @ForAll("names") String text) {
    RunEvent event = new RunEvent(kind, step, text);
    RunHeader header = header(DomainDistribution.uniform("a"));
    assertThat(read(header, new LineEncoder(header).event(event))).isEqualTo(event);
  }

  @Property
  void theHeaderComesBack(
      @ForAll("domains") List<String> domains,
      @ForAll @DoubleRange(min = 1e-2, max = 1e2) double loss,
      @ForAll long seed) {
    DomainDistribution initial = DomainDistribution.relative(domains, loss, 1, 0, loss / 3);
    RunHeader written =
        RunHeader.of(
            Setup.of(initial)
                .with(
                    Signal.BASE_LOSS,
                    Map.of(
                        domains.get(0),
                        loss,
                        domains.get(1),
                        1 / loss,
                        domains.get(2),
                        3,
                        domains.get(3),
                        loss / 7)),
            initial.withRelativeWeights(1, loss, loss, 0),
            RuleDescription.of("rule", Map.of("rate", loss, "nested", List.of(List.of(seed)))),
            RuleDescription.of("sampler"),
            seed,
            Map.of("flag", true, "text", domains.get(0)));
    RunHeader read = HeaderJson.read(HeaderJson.write(written));
    assertThat(read.setup().initial()).isEqualTo(initial);
    assertThat(read.setup().byDomain(Signal.BASE_LOSS))
        .isEqualTo(written.setup().byDomain(Signal.BASE_LOSS));
    assertThat(read.weights()).isEqualTo(written.weights());
    assertThat(read.scheduler()).isEqualTo(written.scheduler());
    assertThat(read.seed()).isEqualTo(seed);
    assertThat(read.options()).isEqualTo(written.options());
  }

  private static RunHeader header(DomainDistribution initial) {
    return RunHeader.of(
        Setup.of(initial), initial, RuleDescription.of("x"), RuleDescription.of("y"), 1, Map.of());
  }

  private static Object read(RunHeader header, byte[] line) {
    return new LineDecoder(header, true).line(line, 0, line.length - 1);
  }

  private static ImmutableList<Map.Entry<String, Long>> bits(Map<String, Double> byName) {
    return byName.entrySet().stream()
        .map(e -> Map.entry(e.getKey(), Double.doubleToLongBits(e.getValue())))
        .collect(ImmutableList.toImmutableList());
  }
}
