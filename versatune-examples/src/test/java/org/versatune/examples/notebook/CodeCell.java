// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import com.google.common.collect.ImmutableList;

/**
 * A code cell of a notebook.
 *
 * @param number its place among all cells, from 1
 * @param source its code
 * @param outputs what the file says that it showed, in order
 */
record CodeCell(int number, String source, ImmutableList<CellOutput> outputs) {}
