/** Tests of phase 1: golden vectors, invariants, files and messages. */
@NullMarked
package org.versatune.detection;

import org.jspecify.annotations.NullMarked;
