// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.StudyResults;
import tools.jackson.databind.JsonNode;

/**
 * Writes the results of a study as one self-contained HTML file: no network, no script, no font,
 * plots as inline SVG. It reads well on a wide screen, on a phone and on paper.
 *
 * <p>A section is there where the results have what it needs: intervals and conclusions where there
 * are several seeds, the base model and what it wrote where {@code results.json} holds them. The
 * same results give the same bytes. Safe for use by any number of threads.
 */
public final class StudyReport {
  private StudyReport() {}

  /**
   * Writes the report, aside first and then moved into place.
   *
   * @param results what a study found
   * @param file where to; folders are made as needed
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public static void write(StudyResults results, Path file) {
    page(results).write(file);
  }

  /** The page as text: HTML that is well-formed XML, too. */
  static String render(StudyResults results) {
    return page(results).toHtml();
  }

  private static ReportPage page(StudyResults results) {
    boolean one = results.isOfOneSeed();
    PublishedScores published = PublishedScores.read();
    return new ReportPage(
        one ? "VersaTune: what the mix of domains does" : "VersaTune: the evidence",
        one ? ofOneSeed(results) : "The paper's two effects, tested on real text",
        Stream.of(
                FrontierSection.of(results),
                Optional.of(one ? findings(results) : HeadlineSection.of(results, published)),
                DetectionSection.of(results),
                BaseSection.of(results),
                WritingSection.of(results),
                Optional.of(FosteringSection.of(results)),
                FosteringSection.confirmation(results),
                Optional.of(ExpansionSection.of(results)),
                CourseSection.weights(results),
                CourseSection.losses(results),
                Optional.of(PublishedSection.of(published)).filter(section -> !one),
                Optional.of(limits(results)),
                Optional.of(ProvenanceSection.of(results)))
            .flatMap(Optional::stream)
            .collect(ImmutableList.toImmutableList()));
  }

  private static String ofOneSeed(StudyResults results) {
    List<String> parts = new ArrayList<>();
    int domains = results.domains().size();
    parts.add(domains + (domains == 1 ? " domain" : " domains"));
    results.runs().stream().limit(1).forEach(run -> parts.add("seed " + run.key().seed()));
    JsonNode budget = results.provenance().path("budget");
    if (budget.isString()) {
      parts.add("budget \u201C" + budget.stringValue() + "\u201D");
    }
    JsonNode started = results.provenance().path("startedAt");
    if (started.isString()) {
      parts.add("started " + started.stringValue());
    }
    return String.join(", ", parts);
  }

  private static ReportPage.Section findings(StudyResults results) {
    SectionBuilder section = new SectionBuilder("findings", "What came out");
    addCautions(section, results);
    return section
        .bullets(Findings.of(results))
        .paragraph("One seed and one small model: see the limits below before drawing conclusions.")
        .build();
  }

  static void addCautions(SectionBuilder section, StudyResults results) {
    ImmutableList<String> cautions = Cautions.of(results);
    if (!cautions.isEmpty()) {
      section.heading("Be careful").bullets(cautions);
    }
  }

  /** What the numbers do not say. */
  private static ReportPage.Section limits(StudyResults results) {
    List<String> limits = new ArrayList<>();
    if (results.isOfOneSeed()) {
      limits.add(
          SectionBuilder.prose(
              """
              One seed: there is no measure of chance here. Another seed can change the order of
              strategies that are close. Run with other seeds before believing a small difference."""));
    }
    results.seeds().stream()
        .limit(1)
        .forEach(
            seed ->
                limits.add(
                    SectionBuilder.prose(
                        """
                        One small model (%s parameters). Nothing here says what a model of billions of
                        parameters would do.""",
                        Numbers.count(seed.base().parameters()))));
    Stream.of(Group.FOSTERING, Group.EXPANSION)
        .flatMap(study -> results.groups(study).stream())
        .mapToLong(Group::trained)
        .max()
        .ifPresent(
            steps ->
                limits.add(
                    SectionBuilder.prose(
                        "Short budgets (at most %s steps a run). Orders can turn over in longer runs.",
                        Numbers.count(steps))));
    limits.add("The learning rate was not tuned for each strategy.");
    limits.add("Loss on held-out text is what is measured, not how well a task is done.");
    limits.add(
        "The judge of detection was trained on text of the same domains as the base model; on foreign"
            + " text it would do worse.");
    return new SectionBuilder("limits", "Limits").bullets(limits).build();
  }
}
