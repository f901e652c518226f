// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

/**
 * Something that a cell showed.
 *
 * @param mime {@link #PRINTED} for what was printed, otherwise the media type of the cell's value
 * @param data text; of pictures, Base64
 */
record CellOutput(String mime, String data) {
  /** What {@code System.out} got, which has no media type. */
  static final String PRINTED = "stdout";

  static final String HTML = "text/html";
  static final String TEXT = "text/plain";
  static final String PNG = "image/png";
}
