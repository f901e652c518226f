/**
 * Steers Deeplearning4j training: iterators that mix domains example by example, losses and
 * gradients per domain, reference losses, the training listener, and text generation from a
 * network. Formulas live in the core; this package turns networks and data sets into the numbers
 * that the core asks for.
 */
@NullMarked
package org.versatune.dl4j;

import org.jspecify.annotations.NullMarked;
