/**
 * Finds out what a model already knows, by letting a judge sort what it writes: phase 1 (arXiv
 * 2411.11266).
 *
 * <p>Text comes from a {@link org.versatune.detection.TextGenerator}, its domain from a {@link
 * org.versatune.detection.DomainClassifier}; the detector draws, judges and averages in rounds, and
 * gives an interval for the average.
 */
@NullMarked
package org.versatune.detection;

import org.jspecify.annotations.NullMarked;
