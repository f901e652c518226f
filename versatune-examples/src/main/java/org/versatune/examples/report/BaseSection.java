// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.versatune.examples.report.ResultTable.Cell;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/** Where every run starts, and what a specialist of each domain reaches. */
final class BaseSection {
  private BaseSection() {}

  /** Of the first seed; empty where none is known. */
  static Optional<ReportPage.Section> of(StudyResults results) {
    return results.seeds().stream()
        .findFirst()
        .map(
            seed ->
                new ReportPage.Section(
                    "base",
                    "Base model and specialists",
                    ImmutableList.of(
                        new Block.Paragraph(
                            "All runs of seed "
                                + seed.seed()
                                + " start from one base model ("
                                + seed.base().architecture()
                                + "; "
                                + Numbers.count(seed.base().parameters())
                                + " parameters). A specialist is a copy of it trained on one domain"
                                + " alone with the budget of the strategies. Read the table: the"
                                + " last column is the way that gains are measured along; a short"
                                + " way makes a gain jumpy, and where there is none, gain is"
                                + " undefined. Validation text steers, test text decides."),
                        new Block.Numbers(table(results.domains(), seed)),
                        new Block.Numbers(ofRules(results.domains(), seed)))));
  }

  /** What losses are compared in: test text, in a unit that does not depend on the tokens. */
  static ResultTable.Table table(List<String> domains, SeedResult seed) {
    LossUnit unit = LossUnit.of(ImmutableList.of(seed));
    return table(
        "Reference losses on the test text, " + unit.name(),
        ImmutableList.of("domain", "base (ℓ0)", "specialist (ℓref)", "ℓ0 − ℓref"),
        domains,
        domain -> {
          double before = unit.of(domain, GroupTables.at(seed.base().losses().test(), domain));
          double after = unit.of(domain, GroupTables.at(seed.reference().test(), domain));
          return ImmutableList.of(before, after, before - after);
        },
        reasons(domains, seed));
  }

  /** What rules are given. */
  static ResultTable.Table ofRules(List<String> domains, SeedResult seed) {
    return table(
        "What rules read: losses on the validation text, nats/token",
        ImmutableList.of("domain", "base", "specialist"),
        domains,
        domain ->
            ImmutableList.of(
                GroupTables.at(seed.base().losses().validation(), domain),
                GroupTables.at(seed.reference().validation(), domain)),
        ImmutableList.of());
  }

  private static ResultTable.Table table(
      String caption,
      ImmutableList<String> columns,
      List<String> domains,
      Function<String, List<Double>> losses,
      ImmutableList<String> notes) {
    return new ResultTable.Table(
        caption,
        columns,
        domains.stream()
            .map(
                domain ->
                    new ResultTable.Row(
                        domain,
                        losses.apply(domain).stream()
                            .map(loss -> Cell.of(Numbers.loss(loss)))
                            .collect(ImmutableList.toImmutableList()),
                        false))
            .collect(ImmutableList.toImmutableList()),
        notes);
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
      double base = unit.of(domain, GroupTables.at(seed.base().losses().test(), domain));
      double reference = unit.of(domain, GroupTables.at(seed.reference().test(), domain));
      String gain = "Gain on " + domain + " is undefined: ";
      if (!Double.isFinite(base) || !Double.isFinite(reference)) {
        reasons.add(
            gain
                + "the loss of "
                + (Double.isFinite(base) ? "its specialist" : "the base model")
                + " on it is not a number.");
      } else if (base <= reference) {
        reasons.add(
            gain
                + "its specialist ("
                + Numbers.loss(reference)
                + " "
                + unit.name()
                + ") is no better than the base model ("
                + Numbers.loss(base)
                + "), so there is no way to measure along. The domain is left out of mean and"
                + " worst.");
      }
    }
    return reasons.build();
  }
}
