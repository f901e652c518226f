// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.Setup;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.internal.values.ValueJson;

/**
 * Writes and reads the first line of a run record: its format, its version, and the {@link
 * RunHeader}. {@link LineEncoder} and {@link LineDecoder} write and read the lines that follow.
 *
 * <p>Doubles are written with as many digits as it takes to read back the same bits.
 */
final class HeaderJson {
  private static final String FORMAT = "versatune-run";

  /** The version that is written. */
  private static final int VERSION = 2;

  /** Each line is complete in itself: no number left out, none bound to the line before. */
  private static final int FIRST_VERSION = 1;

  private HeaderJson() {}

  static byte[] write(RunHeader header) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("format", FORMAT);
    line.put("version", VERSION);
    line.put("library", header.libraryVersion());
    line.put("domains", header.setup().domains());
    line.put("initial", header.setup().initial().asMap());
    line.put("weights", header.weights().asMap());
    line.put("signals", ValueJson.signals(header.setup()));
    line.put("scheduler", ValueJson.rule(header.scheduler()));
    line.put("sampler", ValueJson.rule(header.sampler()));
    line.put("seed", header.seed());
    line.put("options", header.options());
    return Json.write(line).getBytes(StandardCharsets.UTF_8);
  }

  static RunHeader read(byte[] json) {
    Object value = Json.read(json);
    JsonObject line =
        JsonObject.of("the header", value instanceof Map<?, ?> ? value : ImmutableMap.of());
    checkArgument(
        FORMAT.equals(line.text("format", "")),
        "this is not a run record of VersaTune: a record starts with {\"format\":\"%s\", …}",
        FORMAT);
    long version = line.integer("version");
    checkArgument(
        version == VERSION || version == FIRST_VERSION,
        "the record has format version %s and this library reads versions %s and %s: read it with"
            + " the library version that wrote it",
        version,
        FIRST_VERSION,
        VERSION);
    DomainDistribution initial =
        weights(DomainDistribution.uniform(line.texts("domains")), line.numbers("initial"));
    Setup setup = ValueJson.setup(initial, line.object("signals"));
    return new RunHeader(
        setup,
        weights(initial, line.numbers("weights")),
        ValueJson.rule(line.object("scheduler")),
        ValueJson.rule(line.object("sampler")),
        line.integer("seed"),
        line.object("options").fields(),
        line.text("library"));
  }

  /** Whether the lines after a header are in the format that is written. */
  static boolean isOfToday(byte[] header) {
    return JsonObject.of("the header", Json.read(header)).integer("version") == VERSION;
  }

  private static DomainDistribution weights(
      DomainDistribution like, ImmutableMap<String, Double> byDomain) {
    return like.withWeights(inOrder(like.domains(), byDomain));
  }

  /** Numbers by domain as an array in the order of the run's domains. */
  static double[] inOrder(ImmutableList<String> domains, ImmutableMap<String, Double> byDomain) {
    checkArgument(
        byDomain.size() == domains.size() && byDomain.keySet().containsAll(domains),
        "the line is about the domains %s, the run about %s",
        byDomain.keySet(),
        domains);
    return domains.stream().mapToDouble(byDomain::get).toArray();
  }
}
