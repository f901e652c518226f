package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;

/**
 * Everything one run of the study found.
 *
 * <p>Losses are in nats/token, a token being a byte. Maps by domain are in the order of {@link
 * #domains()}; a domain that a map lacks has no such number.
 *
 * @param format the version of this layout, {@link #FORMAT}
 * @param provenance where the numbers come from: command, versions, machine, times; the only part
 *     that differs between two runs of the same command
 * @param budget the settings that decide how much is trained and measured
 * @param domains the domains in their fixed order
 * @param base the base model that everything starts from
 * @param detection what the base model turned out to know
 * @param reference what a specialist of each domain reaches
 * @param fostering the runs that aim at all domains, at equal budget, in the order in which they
 *     are shown
 * @param expansion the runs that aim at one domain
 */
public record StudyResults(
    String format,
    Provenance provenance,
    Budget budget,
    ImmutableList<String> domains,
    BaseModel base,
    DetectionResult detection,
    ReferenceResult reference,
    ImmutableList<StrategyRun> fostering,
    ExpansionStudy expansion) {

  /** The layout that this version writes. */
  public static final String FORMAT = "versatune-study/1";

  /**
   * Writes the results as JSON, aside first and then moved into place.
   *
   * @param file where to; folders are made as needed
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    StudyResultsJson.write(this, file);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param file the file
   * @return the results
   * @throws java.io.UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if it is no such document, or one of another layout; the
   *     message names the file
   */
  public static StudyResults read(Path file) {
    return StudyResultsJson.read(file);
  }
}
