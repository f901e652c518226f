/**
 * What a study found, as plain immutable records: written to {@code results.json}, read back from
 * it, and drawn by the report.
 *
 * <p>Everything outside {@link org.versatune.examples.results.Provenance} depends on data, settings
 * and seed alone, so two runs of the same command differ in their provenance only.
 */
@NullMarked
package org.versatune.examples.results;

import org.jspecify.annotations.NullMarked;
