// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/** Where every run starts, and what a specialist of each domain reaches. */
final class BaseSection {
  private BaseSection() {}

  /** Of the first seed; empty where none is known. */
  static ImmutableMap<String, Object> of(StudyResults results) {
    if (results.seeds().isEmpty()) {
      return ImmutableMap.of();
    }
    SeedResult seed = results.seeds().get(0);
    return ImmutableMap.of(
        "seed", seed.seed(),
        "architecture", seed.base().architecture(),
        "parameters", Numbers.count(seed.base().parameters()),
        "leastRoom", Numbers.percent(Measures.LEAST_ROOM),
        "tables", List.of(table(results.domains(), seed), ofRules(results.domains(), seed)));
  }

  /** What losses are compared in: test text, in a unit that does not depend on the tokens. */
  static ResultTable.Table table(List<String> domains, SeedResult seed) {
    LossUnit unit = LossUnit.of(ImmutableList.of(seed));
    return ResultTable.of("Reference losses on the test text, " + unit.name(), "domain", domains)
        .column("base (ℓ0)", domain -> Numbers.loss(base(unit, seed, domain)))
        .column("specialist (ℓref)", domain -> Numbers.loss(specialist(unit, seed, domain)))
        .column(
            "ℓ0 − ℓref",
            domain -> Numbers.loss(base(unit, seed, domain) - specialist(unit, seed, domain)))
        .notes(reasons(domains, seed))
        .build();
  }

  private static double base(LossUnit unit, SeedResult seed, String domain) {
    return unit.of(domain, GroupTables.at(seed.base().losses().test(), domain));
  }

  private static double specialist(LossUnit unit, SeedResult seed, String domain) {
    return unit.of(domain, GroupTables.at(seed.reference().test(), domain));
  }

  private static ResultTable.Table ofRules(List<String> domains, SeedResult seed) {
    return ResultTable.of(
            "What rules read: losses on the validation text, nats/token", "domain", domains)
        .column(
            "base",
            domain -> Numbers.loss(GroupTables.at(seed.base().losses().validation(), domain)))
        .column(
            "specialist",
            domain -> Numbers.loss(GroupTables.at(seed.reference().validation(), domain)))
        .build();
  }

  /** Why the gain of a domain is undefined, for each that is; of the first seed. */
  static ImmutableList<String> reasons(StudyResults results) {
    return results.seeds().stream()
        .limit(1)
        .flatMap(seed -> reasons(results.domains(), seed).stream())
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<String> reasons(List<String> domains, SeedResult seed) {
    ImmutableList.Builder<String> reasons = ImmutableList.builder();
    LossUnit unit = LossUnit.of(ImmutableList.of(seed));
    for (String domain : domains) {
      double base = base(unit, seed, domain);
      double specialist = specialist(unit, seed, domain);
      if (!Double.isFinite(base) || !Double.isFinite(specialist)) {
        reasons.add(
            "Gain on %s is undefined: the loss of %s on it is not a number."
                .formatted(domain, Double.isFinite(base) ? "its specialist" : "the base model"));
      } else if (base <= specialist) {
        reasons.add(
            """
                Gain on %s is undefined: its specialist (%s %s) is no better than the base model (%s), \
                so there is no way to measure along. The domain is left out of mean and worst."""
                .formatted(domain, Numbers.loss(specialist), unit.name(), Numbers.loss(base)));
      } else if (!Measures.hasRoom(base, specialist)) {
        reasons.add(
            """
                Nothing to gain on %s: its specialist (%s %s) is less than %s better than the base model \
                (%s), and a gain would divide by that. The domain is left out of mean and worst; its \
                losses and what was forgotten of it are there."""
                .formatted(
                    domain,
                    Numbers.loss(specialist),
                    unit.name(),
                    Numbers.percent(Measures.LEAST_ROOM),
                    Numbers.loss(base)));
      }
    }
    return reasons.build();
  }
}
