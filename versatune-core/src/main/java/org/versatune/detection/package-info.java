/**
 * Phase 1: what a model already knows, by letting a judge sort what it writes (arXiv 2411.11266).
 *
 * <p>Text comes from a {@link org.versatune.detection.TextGenerator}, its domain from a {@link
 * org.versatune.detection.DomainClassifier}; the detector draws, judges and averages in rounds, and
 * says how sure the average is.
 */
@NullMarked
package org.versatune.detection;

import org.jspecify.annotations.NullMarked;
