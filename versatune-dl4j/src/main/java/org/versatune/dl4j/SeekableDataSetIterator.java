// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Gives the examples of a domain and goes to any position among them at once. */
public interface SeekableDataSetIterator extends DataSetIterator, SeekableSource {}
