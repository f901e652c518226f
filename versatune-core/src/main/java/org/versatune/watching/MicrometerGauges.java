// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.watching;

import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.versatune.internal.Given;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunHeader;
import org.versatune.record.RunListener;

/**
 * Shows a run as Micrometer gauges: {@code versatune.step}, and with the tag {@code domain} {@code
 * versatune.weight}, {@code .loss} (nats/token), {@code .potential}, {@code .forgetting} and {@code
 * .draws}. A number that is not known yet is NaN. They are removed when the run is closed.
 *
 * <p>Micrometer is an optional dependency: add {@code io.micrometer:micrometer-core} to use this
 * class. Nothing else in the library loads it. One object is for one run at a time.
 */
public final class MicrometerGauges implements RunListener {
  private static final ImmutableList<String> QUANTITIES =
      ImmutableList.of("weight", "loss", "potential", "forgetting", "draws");

  private final MeterRegistry registry;
  private final ImmutableList<Tag> tags;
  private final Map<String, Double> values = new ConcurrentHashMap<>();
  private final List<Gauge> gauges = new ArrayList<>();

  private MicrometerGauges(MeterRegistry registry, ImmutableList<Tag> tags) {
    this.registry = registry;
    this.tags = tags;
  }

  /**
   * Gauges in a registry.
   *
   * @param registry yours
   * @param tags added to every gauge; runs that go on at the same time need different ones
   * @return a listener
   */
  @SuppressWarnings("exports") // Whoever has a registry has its module, which is optional here.
  public static MicrometerGauges in(MeterRegistry registry, Tag... tags) {
    return new MicrometerGauges(notNull(registry, "registry"), Given.list(tags, "tags"));
  }

  /**
   * Registers the gauges.
   *
   * @throws IllegalStateException if another run has the same ones, or this object serves a run
   *     that is not closed
   */
  @Override
  public void opened(RunHeader header, long step) {
    notNull(header, "header");
    Watched.requireOneRun(this, !gauges.isEmpty());
    values.clear();
    checkState(
        registry.find("versatune.step").tags(tags).gauge() == null,
        "another run has its gauges in this registry with the tags %s: close it, or give this one"
            + " other tags",
        tags);
    values.put("step", (double) Math.max(step, 0));
    gauges.add(gauge("step", "step").register(registry));
    for (String domain : header.setup().domains()) {
      for (String quantity : QUANTITIES) {
        gauges.add(
            gauge(quantity, quantity + "/" + domain).tag("domain", domain).register(registry));
      }
      values.put("weight/" + domain, header.weights().weight(domain));
    }
  }

  private Gauge.Builder<Map<String, Double>> gauge(String quantity, String key) {
    return Gauge.builder("versatune." + quantity, values, all -> all.getOrDefault(key, Double.NaN))
        .tags(tags)
        .strongReference(true);
  }

  @Override
  public void updated(RecordedUpdate update) {
    notNull(update, "update");
    values.put("step", (double) update.step());
    Watched.of(update)
        .forEach(
            (quantity, numbers) ->
                numbers.forEach(
                    (domain, number) -> values.put(quantity + "/" + domain, number.doubleValue())));
  }

  @Override
  public void close() {
    gauges.forEach(registry::remove);
    gauges.clear();
  }

  @Override
  public String toString() {
    return "MicrometerGauges";
  }
}
