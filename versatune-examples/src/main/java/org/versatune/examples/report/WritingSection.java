// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.StudyResults;
import org.versatune.examples.results.Writing;

/** What the model writes before and after fine-tuning: learning and forgetting that can be read. */
final class WritingSection {
  private static final String BASE = "base model";

  /** Where texts are shown of: a fixed mix and the library's default rule. */
  private static final ImmutableList<String> SHOWN = ImmutableList.of("", "uniform", "open-gap");

  private WritingSection() {}

  /** Empty where nothing was kept. */
  static Optional<ReportPage.Section> of(StudyResults results) {
    List<Writing> writings = results.writings();
    if (writings.isEmpty()) {
      return Optional.empty();
    }
    ResultTable.Builder<Writing> table =
        ResultTable.of(
            "Shares of the domains in what is written", "model", writings, WritingSection::name);
    results
        .domains()
        .forEach(
            domain ->
                table.column(
                    domain, writing -> Numbers.share(GroupTables.at(writing.shares(), domain))));
    SectionBuilder section =
        new SectionBuilder("writing", "What the model writes before and after")
            .paragraph(
                """
                Every model below wrote %s texts unprompted, with the same random numbers. The table has
                the share of each domain in them, as the judge of detection sorts them: fine-tuning
                moves it towards the mix that was trained on. Below it is, for each domain, the first
                text that was placed there.""",
                Numbers.count(writings.get(0).texts()))
            .tables(table.build());
    for (String domain : results.domains()) {
      section
          .heading("Texts placed in " + domain)
          .add(
              new Block.Texts(
                  writings.stream()
                      .filter(writing -> SHOWN.contains(writing.strategy()))
                      .flatMap(
                          writing ->
                              writing.samples().stream()
                                  .filter(sample -> sample.domain().equals(domain))
                                  .map(sample -> Block.Text.of(name(writing), sample)))
                      .collect(ImmutableList.toImmutableList())));
    }
    return Optional.of(section.build());
  }

  private static String name(Writing writing) {
    return writing.strategy().isEmpty() ? BASE : writing.strategy();
  }
}
