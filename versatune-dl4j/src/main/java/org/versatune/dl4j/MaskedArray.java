// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One input or output of a batch.
 *
 * @param array {@code [b, …]}
 * @param mask what of it counts; null where all does
 */
record MaskedArray(INDArray array, @Nullable INDArray mask) {}
