// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0

/** Says which rule to use, by the results of studies of real trainings. */
@NullMarked
package org.versatune.advice;

import org.jspecify.annotations.NullMarked;
