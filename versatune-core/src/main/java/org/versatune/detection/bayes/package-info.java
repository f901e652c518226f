/**
 * Holds the embedded judge: naive Bayes over character n-grams, calibrated on held-out text. It
 * declines text that it cannot read.
 */
@NullMarked
package org.versatune.detection.bayes;

import org.jspecify.annotations.NullMarked;
