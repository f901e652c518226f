// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.versatune.DomainDistribution;
import org.versatune.WeightScheduler;

/** The rules of the catalogue over some domains, so that no test lists them. */
public final class EveryRule {
  private EveryRule() {}

  public static ImmutableList<WeightScheduler> over(List<String> domains) {
    return Schedulers.names().stream()
        .map(name -> named(name, domains))
        .collect(ImmutableList.toImmutableList());
  }

  /** A rule by its name; one that needs options gets made-up ones. */
  public static WeightScheduler named(String name, List<String> domains) {
    return switch (name) {
      case "expansion" -> Schedulers.expansion(domains.contains("b") ? "b" : domains.get(0));
      case "unimax" -> Schedulers.uniMax(1000);
      case "schedule" -> schedule(domains);
      case "skill-it" -> Schedulers.skillIt(influence(domains));
      case "regmix" -> Schedulers.regMix(DomainDistribution.uniform(domains));
      default -> Schedulers.named(name);
    };
  }

  private static Schedule schedule(List<String> domains) {
    Map<String, Double> mix = new TreeMap<>();
    domains.forEach(domain -> mix.put(domain, 1.0 + domain.charAt(0) - 'a'));
    return Schedulers.schedule()
        .cosine()
        .at(7, DomainDistribution.relative(mix))
        .at(20, DomainDistribution.uniform(domains));
  }

  static ImmutableTable<String, String, Double> influence(List<String> domains) {
    ImmutableTable.Builder<String, String, Double> influence = ImmutableTable.builder();
    for (String i : domains) {
      for (String j : domains) {
        influence.put(i, j, i.equals(j) ? 1 : .25);
      }
    }
    return influence.buildOrThrow();
  }
}
