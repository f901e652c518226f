// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Steers trainers outside the JVM by files alone: writes the rows of all domains into one file, in
 * the order in which the trainer is to read them, and reads the losses that it reports.
 *
 * <p>Nothing of the trainer changes but its configuration: it reads that file and does not shuffle.
 */
@NullMarked
package org.versatune.trainers;

import org.jspecify.annotations.NullMarked;
