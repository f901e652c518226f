// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

/** Gets a line for each thing that is done while corpora are read, on the thread that reads. */
@FunctionalInterface
public interface Progress {
  /** Takes a line for people to read on what has been done or is about to be done. */
  void report(String line);

  /** {@return a listener that does nothing} */
  static Progress silent() {
    return line -> {};
  }
}
