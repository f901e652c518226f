// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;
import org.versatune.scheduling.Protection;

/**
 * Warns, when a run starts, of options and losses that can be right and hardly are: reference
 * losses that are not below the base losses, bounds that leave the weights no room, a tolerance
 * that allows a loss to double, an epoch cap that is less than one example.
 */
final class SetupDoubts {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  /** A floor of 1/k is rounded, so its sum over k domains may differ from 1 by a little. */
  private static final double ROUNDING = 1e-9;

  private SetupDoubts() {}

  /** Looks at a run that is about to start. */
  static void check(Setup setup, RunOptions options) {
    checkLosses(setup);
    checkRoom(setup.domains(), options);
    checkTolerance(setup.domains(), options.protection());
    if (setup.has(Signal.DOMAIN_SIZE)) {
      checkEpochCap(options.epochCap(), setup.byDomain(Signal.DOMAIN_SIZE));
    }
  }

  /** Looks at base and reference losses, where both are known. */
  static void checkLosses(Setup setup) {
    if (!setup.has(Signal.BASE_LOSS) || !setup.has(Signal.REFERENCE_LOSS)) {
      return;
    }
    ImmutableMap<String, Double> base = setup.byDomain(Signal.BASE_LOSS);
    ImmutableMap<String, Double> references = setup.byDomain(Signal.REFERENCE_LOSS);
    ImmutableList<String> suspect =
        those(setup.domains(), domain -> at(references, domain) >= at(base, domain));
    if (suspect.isEmpty()) {
      return;
    }
    String first = suspect.get(0);
    String losses =
        "for domain '"
            + Listed.one(first)
            + "', the reference loss is "
            + at(references, first)
            + " and the base loss "
            + at(base, first);
    warn(
        suspect.size() == setup.domains().size()
            ? "no reference loss is below its base loss ("
                + losses
                + "): no domain has anything to learn then. If the two were exchanged, exchange them;"
                + " otherwise train the specialists longer"
            : "the reference losses of "
                + Listed.of(suspect)
                + " are not below their base losses ("
                + losses
                + "): these domains count as having next to nothing to learn. Base and reference"
                + " losses must be of the same texts and tokens, and a specialist is to be better"
                + " than the base model: train it longer, or at a lower rate");
  }

  private static void checkRoom(ImmutableList<String> domains, RunOptions options) {
    if (domains.size() < 2) {
      return;
    }
    double lowest = domains.stream().mapToDouble(d -> options.floor().getOrDefault(d, 0.0)).sum();
    double highest = domains.stream().mapToDouble(d -> options.cap().getOrDefault(d, 1.0)).sum();
    if (lowest >= 1 - ROUNDING || highest <= 1 + ROUNDING) {
      warn(
          "the "
              + (lowest >= 1 - ROUNDING ? "floors sum" : "caps sum")
              + " to 1, so that no weight can ever change, whatever the rule says: "
              + (lowest >= 1 - ROUNDING ? "lower the floors" : "raise the caps"));
    }
  }

  private static void checkTolerance(
      ImmutableList<String> domains, @Nullable Protection protection) {
    if (protection == null) {
      return;
    }
    ImmutableMap<String, Double> tolerances = protection.tolerances(domains);
    ImmutableList<String> suspect =
        those(tolerances.keySet().asList(), domain -> at(tolerances, domain) >= 1);
    if (!suspect.isEmpty()) {
      double tolerance = at(tolerances, suspect.get(0));
      warn(
          "the protection of "
              + Listed.of(suspect)
              + " lets the loss rise to "
              + (1 + tolerance)
              + " times that of the base model: a tolerance is a share, and "
              + tolerance
              + " per cent is within("
              + tolerance / 100
              + ")");
    }
  }

  private static void checkEpochCap(
      ImmutableMap<String, Double> epochCap, ImmutableMap<String, Double> sizes) {
    ImmutableList<String> suspect =
        those(epochCap.keySet().asList(), domain -> at(epochCap, domain) * at(sizes, domain) < 1);
    if (!suspect.isEmpty()) {
      String first = suspect.get(0);
      warn(
          "the epoch cap lets no example of "
              + Listed.of(suspect)
              + " be drawn (for domain '"
              + Listed.one(first)
              + "', "
              + at(epochCap, first)
              + " passes over "
              + at(sizes, first)
              + " examples are less than one): raise epochCap, or leave these domains out");
    }
  }

  private static ImmutableList<String> those(
      ImmutableList<String> domains, Predicate<String> doubtful) {
    return domains.stream().filter(doubtful).collect(ImmutableList.toImmutableList());
  }

  private static double at(Map<String, Double> numbers, String domain) {
    return numbers.getOrDefault(domain, 0.0);
  }

  private static void warn(String text) {
    LOG.log(System.Logger.Level.WARNING, () -> text);
  }
}
