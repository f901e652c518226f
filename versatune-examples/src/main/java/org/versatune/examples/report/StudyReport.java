// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.results.Measures.MEAN_GAIN;
import static org.versatune.examples.results.Measures.TARGET_GAIN;
import static org.versatune.examples.results.Measures.WORST_GAIN;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.Conclusion;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.StudyResults;
import org.versatune.examples.results.Writing;

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
    List<RunKey> steered =
        results.runs().stream()
            .map(Run::key)
            .filter(key -> !key.group().study().equals(Group.FRONTIER))
            .toList();
    return new ReportPage(
        "study.ftlh",
        ImmutableMap.<String, Object>builder()
            .put("results", results)
            .put("subtitle", subtitle(results))
            .put("cautions", Cautions.of(results))
            .put("findings", new Findings(results))
            .put("effects", effects(results))
            .put("compared", steered.size())
            .put(
                "strategies",
                steered.stream().map(key -> key.choice().strategy()).distinct().count())
            .put("seeds", steered.stream().map(RunKey::seed).distinct().count())
            .put("frontier", FrontierSection.of(results))
            .put("first", SeedSections.of(results))
            .put("trials", TrialSection.of(results))
            .put("writing", writing(results))
            .put("fostering", new GroupCharts(results, Group.FOSTERING, MEAN_GAIN, WORST_GAIN))
            .put("confirmation", new GroupCharts(results, Group.CONFIRMATION, MEAN_GAIN))
            .put("expansion", new GroupCharts(results, Group.EXPANSION, TARGET_GAIN))
            .putAll(CourseSection.of(results))
            .put("published", PublishedSection.read())
            .put("provenance", ProvenanceSection.of(results))
            .buildOrThrow());
  }

  private static String subtitle(StudyResults results) {
    if (!results.isOfOneSeed()) {
      return "The paper's two effects, tested on real text";
    }
    int domains = results.domains().size();
    List<String> parts = new ArrayList<>();
    parts.add(domains + (domains == 1 ? " domain" : " domains"));
    results.runs().stream().limit(1).forEach(run -> parts.add("seed " + run.key().seed()));
    fact(results, "budget").forEach(budget -> parts.add("budget \u201C" + budget + "\u201D"));
    fact(results, "startedAt").forEach(started -> parts.add("started " + started));
    return Joiner.on(", ").join(parts);
  }

  private static Stream<String> fact(StudyResults results, String name) {
    return results.provenance().path(name).stringValueOpt().stream();
  }

  /** The tables of each effect that questions were put to, one for each measure. */
  private static ImmutableMap<String, Collection<ResultTable<Conclusion>>> effects(
      StudyResults results) {
    ImmutableListMultimap.Builder<String, ResultTable<Conclusion>> effects =
        ImmutableListMultimap.builder();
    Multimaps.index(results.conclusions(), asked -> asked.effect() + ": " + asked.measure())
        .asMap()
        .forEach(
            (caption, asked) ->
                effects.put(asked.iterator().next().effect(), table(caption, asked)));
    return effects.build().asMap();
  }

  private static ResultTable<Conclusion> table(String caption, Collection<Conclusion> questions) {
    return ResultTable.of(ResultTable.capital(caption), "question", questions, Conclusion::question)
        .column("verdict", conclusion -> conclusion.verdict().toString())
        .column(
            "found, 95 % interval",
            found -> text(found, new Estimate(found.estimate(), found.low(), found.high())))
        .column("threshold", found -> text(found, Estimate.of(found.threshold())));
  }

  /** A difference of gains is a number like a gain; a cut or an improvement is per cent. */
  private static String text(Conclusion conclusion, Estimate estimate) {
    if (conclusion.measure().startsWith("share ")) {
      return Estimates.percent(estimate);
    }
    return conclusion.measure().contains("gain less ")
        ? Estimates.gain(estimate)
        : Estimates.change(estimate);
  }

  private static ResultTable<Writing> writing(StudyResults results) {
    ResultTable<Writing> table =
        ResultTable.of(
            "Shares of the domains in what is written",
            "model",
            results.writings(),
            writing -> writing.strategy().isEmpty() ? "base model" : writing.strategy());
    for (String domain : results.domains()) {
      table.column(domain, writing -> Numbers.share(Estimates.at(writing.shares(), domain)));
    }
    return table;
  }
}
