/** Tests of the embedded judge: golden vectors, files, and text that it cannot read. */
@NullMarked
package org.versatune.detection.bayes;

import org.jspecify.annotations.NullMarked;
