// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0

/** Which rule to use, by what studies of real trainings found. */
@NullMarked
package org.versatune.advice;

import org.jspecify.annotations.NullMarked;
