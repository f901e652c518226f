// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.StudyResults;

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
    page(results).write(file, 0);
  }

  static String render(StudyResults results) {
    return page(results).toHtml(0);
  }

  private static ReportPage page(StudyResults results) {
    return new ReportPage(
        "study.ftlh",
        ImmutableMap.<String, Object>builder()
            .put("results", results)
            .put("subtitle", subtitle(results))
            .put("cautions", Cautions.of(results))
            .put("findings", results.isOfOneSeed() ? Findings.of(results) : ImmutableList.of())
            .putAll(HeadlineSection.of(results))
            .put("frontier", FrontierSection.of(results))
            .put("detected", DetectionSection.of(results))
            .put("trials", TrialSection.of(results))
            .put("base", BaseSection.of(results))
            .put("writing", WritingSection.of(results))
            .putAll(EffectSections.of(results))
            .putAll(CourseSection.of(results))
            .put("published", PublishedSection.read())
            .put("longest", longest(results))
            .put("provenance", ProvenanceSection.of(results))
            .buildOrThrow());
  }

  private static String subtitle(StudyResults results) {
    if (!results.isOfOneSeed()) {
      return "The paper's two effects, tested on real text";
    }
    List<String> parts = new ArrayList<>();
    int domains = results.domains().size();
    parts.add(domains + (domains == 1 ? " domain" : " domains"));
    results.runs().stream().limit(1).forEach(run -> parts.add("seed " + run.key().seed()));
    results
        .provenance()
        .path("budget")
        .stringValueOpt()
        .ifPresent(budget -> parts.add("budget \u201C" + budget + "\u201D"));
    results
        .provenance()
        .path("startedAt")
        .stringValueOpt()
        .ifPresent(started -> parts.add("started " + started));
    return String.join(", ", parts);
  }

  /** The most steps of a run; 0 where there is none. */
  private static int longest(StudyResults results) {
    return Stream.of(Group.FOSTERING, Group.EXPANSION)
        .flatMap(study -> results.groups(study).stream())
        .mapToInt(Group::trained)
        .max()
        .orElse(0);
  }
}
