/**
 * Trying schedules on loss curves before a long run: a command, and the scale of the paper as its
 * example.
 */
@NullMarked
package org.versatune.examples.simulation;

import org.jspecify.annotations.NullMarked;
