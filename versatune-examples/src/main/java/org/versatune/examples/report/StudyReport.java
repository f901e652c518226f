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
 * The results of a study as one HTML file that needs nothing around it: no network, no script, no
 * font, plots as inline SVG. It reads well on a wide screen, on a phone and on paper.
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
                one ? Optional.<ReportPage.Section>empty() : PublishedSection.of(published),
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
    return new ReportPage.Section(
        "findings",
        "What came out",
        ImmutableList.<Block>builder()
            .addAll(cautions(results))
            .add(
                new Block.Bullets(Findings.of(results)),
                new Block.Paragraph(
                    "One seed and one small model: see the limits below before drawing "
                        + "conclusions."))
            .build());
  }

  static ImmutableList<Block> cautions(StudyResults results) {
    ImmutableList<String> cautions = Cautions.of(results);
    return cautions.isEmpty()
        ? ImmutableList.of()
        : ImmutableList.of(new Block.Heading("Be careful"), new Block.Bullets(cautions));
  }

  /** What the numbers do not say. */
  private static ReportPage.Section limits(StudyResults results) {
    ImmutableList.Builder<String> limits = ImmutableList.builder();
    if (results.isOfOneSeed()) {
      limits.add(
          "One seed: there is no measure of chance here. Another seed can change the order of"
              + " strategies that are close. Run with other seeds before believing a small"
              + " difference.");
    }
    results.seeds().stream()
        .limit(1)
        .forEach(
            seed ->
                limits.add(
                    "One small model ("
                        + Numbers.count(seed.base().parameters())
                        + " parameters). Nothing here says what a model of "
                        + "billions of parameters would do."));
    Stream.of(Group.FOSTERING, Group.EXPANSION)
        .flatMap(study -> results.groups(study).stream())
        .mapToLong(Group::trained)
        .max()
        .ifPresent(
            steps ->
                limits.add(
                    "Short budgets (at most "
                        + Numbers.count(steps)
                        + " steps a run). Orders can turn over in longer runs."));
    return new ReportPage.Section(
        "limits",
        "Limits",
        ImmutableList.of(
            new Block.Bullets(
                limits
                    .add(
                        "The learning rate was not tuned for each strategy.",
                        "Loss on held-out text is what is measured, not how well a task is done.",
                        "The judge of detection was trained on text of the same domains as the base"
                            + " model; on foreign text it would do worse.")
                    .build())));
  }
}
