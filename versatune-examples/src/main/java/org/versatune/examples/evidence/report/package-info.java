/**
 * The report on the paper's two effects: reads a folder of results and writes one HTML file that
 * needs nothing around it. Every number in it is computed from the files.
 *
 * <p>{@link org.versatune.examples.evidence.report.EvidenceReport} is the way in; the records name
 * what the files hold, and are what a study writes them from:
 *
 * <ul>
 *   <li>{@code runs.csv}: one row a run ({@link org.versatune.examples.evidence.report.Run})
 *   <li>{@code summary.json}: means with their intervals ({@link
 *       org.versatune.examples.evidence.report.MeasureSummary})
 *   <li>{@code conclusions.json}: the questions and their verdicts ({@link
 *       org.versatune.examples.evidence.report.Conclusion})
 *   <li>{@code detection.csv}: detected beside true mixes ({@link
 *       org.versatune.examples.evidence.report.Detected})
 *   <li>{@code weights.csv}: weights and losses at each evaluation of a few runs ({@link
 *       org.versatune.examples.evidence.report.Evaluated})
 *   <li>{@code provenance.json}: any facts on where the results come from; {@code default} names
 *       the strategy that a user gets without choosing
 * </ul>
 *
 * <p>Losses are in nats/token; gains, forgetting, weights and differences are fractions, 0.1 for 10
 * %. An empty cell of a CSV file is a number that does not exist.
 */
@NullMarked
package org.versatune.examples.evidence.report;

import org.jspecify.annotations.NullMarked;
