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
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.add(
        new Block.Paragraph(
            "Every model below wrote "
                + Numbers.count(writings.get(0).texts())
                + " texts unprompted, with the same random numbers. The table has the share of each"
                + " domain in them, as the judge of detection sorts them: fine-tuning moves it"
                + " towards the mix that was trained on. Below it is, for each domain, the first"
                + " text that was placed there."),
        new Block.Numbers(table(results.domains(), writings)));
    for (String domain : results.domains()) {
      blocks.add(
          new Block.Heading("Texts placed in " + domain),
          new Block.Texts(
              writings.stream()
                  .filter(writing -> SHOWN.contains(writing.strategy()))
                  .flatMap(
                      writing ->
                          writing.samples().stream()
                              .filter(sample -> sample.domain().equals(domain))
                              .map(
                                  sample ->
                                      new Block.Text(
                                          name(writing)
                                              + ", probability "
                                              + Numbers.share(sample.probability()),
                                          sample.text())))
                  .collect(ImmutableList.toImmutableList())));
    }
    return Optional.of(
        new ReportPage.Section(
            "writing", "What the model writes before and after", blocks.build()));
  }

  private static String name(Writing writing) {
    return writing.strategy().isEmpty() ? BASE : writing.strategy();
  }

  private static ResultTable.Table table(List<String> domains, List<Writing> writings) {
    return new ResultTable.Table(
        "Shares of the domains in what is written",
        ImmutableList.<String>builder().add("model").addAll(domains).build(),
        writings.stream()
            .map(
                writing ->
                    new ResultTable.Row(
                        name(writing),
                        domains.stream()
                            .map(
                                domain ->
                                    ResultTable.Cell.of(
                                        Numbers.share(GroupTables.at(writing.shares(), domain))))
                            .collect(ImmutableList.toImmutableList()),
                        false))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of());
  }
}
