package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.versatune.examples.report.page.ReportPage;

/**
 * The report on a study of the paper's two effects, as one HTML file that needs nothing around it.
 *
 * <p>Safe for use by any number of threads.
 */
public final class EvidenceReport {
  private EvidenceReport() {}

  /**
   * Reads the results and writes the report, aside first and then moved into place. The same files
   * give the same bytes.
   *
   * @param resultsFolder holds the files that this package's description names
   * @param html where to; folders are made as needed
   * @throws IllegalArgumentException if a file is missing or does not hold what it must; the
   *     message names the file, and line and column where there are any
   * @throws UncheckedIOException if the report cannot be written
   */
  public static void write(Path resultsFolder, Path html) {
    page(resultsFolder).write(html);
  }

  static ReportPage page(Path resultsFolder) {
    ResultsFolder evidence = ResultsFolder.read(resultsFolder);
    PublishedScores published = PublishedScores.read();
    return new ReportPage(
        "VersaTune: the evidence",
        "The paper's two effects, tested on real text",
        Stream.of(
                Optional.of(HeadlineSection.of(evidence, published)),
                Optional.of(DetectionSection.of(evidence)),
                Optional.of(FosteringSection.of(evidence)),
                ConfirmationSection.of(evidence),
                Optional.of(ExpansionSection.of(evidence)),
                Optional.of(WeightsSection.of(evidence)),
                Optional.of(PublishedSection.of(published)),
                Optional.of(ProvenanceFacts.of(evidence)))
            .flatMap(Optional::stream)
            .collect(ImmutableList.toImmutableList()));
  }
}
