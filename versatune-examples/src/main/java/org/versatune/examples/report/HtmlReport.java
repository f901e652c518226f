package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.chart.XmlText;
import org.versatune.examples.results.StudyResults;

/**
 * The results of a study as one HTML file that needs nothing around it: no network, no script, no
 * font, plots as inline SVG. It reads well on a wide screen, on a phone and on paper.
 *
 * <p>Losses are in nats/token, gains without unit, forgetting in per cent of the base loss. The
 * same results give the same bytes. Safe for use by any number of threads.
 */
public final class HtmlReport {
  private static final Configuration TEMPLATES = templates();

  private HtmlReport() {}

  /**
   * Writes the report, aside first and then moved into place.
   *
   * @param results what a study found
   * @param file where to; folders are made as needed
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(StudyResults results, Path file) {
    String html = render(results);
    Path target = file.toAbsolutePath();
    @Nullable Path folder = target.getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Path aside = target.resolveSibling(target.getFileName() + ".part");
      Files.writeString(aside, html);
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report to " + file, e);
    }
  }

  /** The page as text: HTML that is well-formed XML, too. */
  static String render(StudyResults results) {
    StringWriter html = new StringWriter();
    try {
      TEMPLATES.getTemplate("report.ftlh").process(ImmutableMap.of("page", page(results)), html);
    } catch (IOException | TemplateException e) {
      throw new IllegalStateException("the report's template does not fit its data", e);
    }
    return XmlText.clean(html.toString());
  }

  private static ReportPage.Page page(StudyResults results) {
    Drawing drawing = new Drawing(Palette.ofDomains(results.domains()));
    int domains = results.domains().size();
    return new ReportPage.Page(
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
                ImmutableList.of(
                    new Block.Bullets(Findings.of(results)),
                    new Block.Paragraph(
                        "One seed and one small model: see the limits below before drawing "
                            + "conclusions."))),
            DetectionSection.of(results, drawing),
            BaseSection.of(results),
            FosteringSection.of(results, drawing),
            ExpansionSection.of(results, drawing),
            LimitsSection.of(results),
            ProvenanceSection.of(results)));
  }

  private static Configuration templates() {
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_35);
    configuration.setClassForTemplateLoading(HtmlReport.class, "");
    configuration.setDefaultEncoding("UTF-8");
    configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
    configuration.setLocale(Locale.ROOT);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    configuration.setWrapUncheckedExceptions(true);
    return configuration;
  }
}
