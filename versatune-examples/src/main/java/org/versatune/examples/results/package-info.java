/**
 * Holds what a study found as plain immutable values, and the files for them: {@link
 * org.versatune.examples.results.StudyResults} reads and writes a folder of
 *
 * <ul>
 *   <li>{@code runs.csv}: one row a run ({@link org.versatune.examples.results.Run})
 *   <li>{@code weights.csv}: weights and losses at each evaluation of the first seed's runs ({@link
 *       org.versatune.examples.results.Evaluation})
 *   <li>{@code summary.json}: means with their intervals ({@link
 *       org.versatune.examples.results.MeasureSummary})
 *   <li>{@code conclusions.json}: the questions and their answers ({@link
 *       org.versatune.examples.results.Conclusion})
 *   <li>{@code detection.csv}: detected beside true mixes ({@link
 *       org.versatune.examples.results.DetectionTrial}), where the study tried any
 *   <li>{@code results.json}: the text, and base model, detection and specialists of each seed
 *       ({@link org.versatune.examples.results.SeedResult})
 *   <li>{@code provenance.json}: any facts on where the results come from
 * </ul>
 *
 * <p>Losses are in nats/token, a token being a byte; gains, forgetting, weights and differences are
 * fractions, 0.1 for 10 %. An empty cell of a CSV file is a number that does not exist. Maps by
 * domain are in the order of the domains.
 */
@NullMarked
package org.versatune.examples.results;

import org.jspecify.annotations.NullMarked;
