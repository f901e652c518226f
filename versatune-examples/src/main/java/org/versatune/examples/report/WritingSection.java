// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import java.util.List;
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
  static ImmutableMap<String, Object> of(StudyResults results) {
    List<Writing> writings = results.writings();
    if (writings.isEmpty()) {
      return ImmutableMap.of();
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
    return ImmutableMap.of(
        "texts",
        Numbers.count(writings.get(0).texts()),
        "table",
        table.build(),
        "domains",
        Lists.transform(
            results.domains(),
            domain -> ImmutableMap.of("name", domain, "texts", texts(writings, domain))));
  }

  private static List<ReportPage.Named> texts(List<Writing> writings, String domain) {
    return writings.stream()
        .filter(writing -> SHOWN.contains(writing.strategy()))
        .flatMap(
            writing ->
                writing.samples().stream()
                    .filter(sample -> sample.domain().equals(domain))
                    .map(sample -> DetectionSection.text(name(writing), sample)))
        .toList();
  }

  private static String name(Writing writing) {
    return writing.strategy().isEmpty() ? BASE : writing.strategy();
  }
}
