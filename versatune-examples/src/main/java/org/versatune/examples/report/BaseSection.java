// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.versatune.examples.report.ResultTable.Cell;
import org.versatune.examples.results.Losses;
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
                                + " parameters). A specialist is a copy of it trained on one domain "
                                + "alone with the budget of the strategies. Read the table: the last "
                                + "column is the way that gains are measured along; a short way makes "
                                + "a gain jumpy, and where there is none, gain is undefined. "
                                + "Validation text steers, test text decides."),
                        new Block.Numbers(table(results.domains(), seed)))));
  }

  static ResultTable.Table table(List<String> domains, SeedResult seed) {
    Losses base = seed.base().losses();
    Losses reference = seed.reference();
    ImmutableList.Builder<ResultTable.Row> rows = ImmutableList.builder();
    for (String domain : domains) {
      double before = GroupTables.at(base.test(), domain);
      double after = GroupTables.at(reference.test(), domain);
      rows.add(
          new ResultTable.Row(
              domain,
              ImmutableList.of(
                  Cell.of(Numbers.loss(GroupTables.at(base.validation(), domain))),
                  Cell.of(Numbers.loss(GroupTables.at(reference.validation(), domain))),
                  Cell.of(Numbers.loss(before)),
                  Cell.of(Numbers.loss(after)),
                  Cell.of(Numbers.loss(before - after))),
              false));
    }
    return new ResultTable.Table(
        "Reference losses in nats/token (a token is a byte)",
        ImmutableList.of(
            "domain",
            "base, validation",
            "specialist, validation",
            "base, test (ℓ0)",
            "specialist, test (ℓref)",
            "ℓ0 − ℓref"),
        rows.build(),
        reasons(domains, seed));
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
    for (String domain : domains) {
      double base = GroupTables.at(seed.base().losses().test(), domain);
      double reference = GroupTables.at(seed.reference().test(), domain);
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
                + " nats/token) is no better than the base model ("
                + Numbers.loss(base)
                + "), so there is no way to measure along. The domain is left out of mean and"
                + " worst.");
      }
    }
    return reasons.build();
  }
}
