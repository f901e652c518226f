package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.ReportPage;
import org.versatune.examples.results.StudyResults;

/**
 * The results of a study as one HTML file that needs nothing around it: no network, no script, no
 * font, plots as inline SVG. It reads well on a wide screen, on a phone and on paper.
 *
 * <p>Losses are in nats/token, gains without unit, forgetting in per cent of the base loss. The
 * same results give the same bytes. Safe for use by any number of threads.
 */
public final class HtmlReport {
  private HtmlReport() {}

  /**
   * Writes the report, aside first and then moved into place.
   *
   * @param results what a study found
   * @param file where to; folders are made as needed
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(StudyResults results, Path file) {
    page(results).write(file);
  }

  /** The page as text: HTML that is well-formed XML, too. */
  static String render(StudyResults results) {
    return page(results).toHtml();
  }

  private static ReportPage page(StudyResults results) {
    Drawing drawing = new Drawing(Palette.ofDomains(results.domains()));
    int domains = results.domains().size();
    return new ReportPage(
        "VersaTune: what the mix of domains does",
        "Quickstart on "
            + domains
            + (domains == 1 ? " domain" : " domains")
            + ", seed "
            + results.provenance().seed()
            + ", budget \u201C"
            + results.budget().name()
            + "\u201D, started "
            + results.provenance().startedAt(),
        ImmutableList.of(
            new ReportPage.Section(
                "findings",
                "What came out",
                ImmutableList.<Block>builder()
                    .addAll(cautions(results))
                    .add(
                        new Block.Bullets(Findings.of(results)),
                        new Block.Paragraph(
                            "One seed and one small model: see the limits below before drawing "
                                + "conclusions."))
                    .build()),
            DetectionSection.of(results, drawing),
            BaseSection.of(results),
            FosteringSection.of(results, drawing),
            ExpansionSection.of(results, drawing),
            LimitsSection.of(results),
            ProvenanceSection.of(results)));
  }

  private static ImmutableList<Block> cautions(StudyResults results) {
    ImmutableList<String> cautions = Cautions.of(results);
    return cautions.isEmpty()
        ? ImmutableList.of()
        : ImmutableList.of(new Block.Heading("Be careful"), new Block.Bullets(cautions));
  }
}
