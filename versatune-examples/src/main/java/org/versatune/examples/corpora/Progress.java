// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

/**
 * Told what is being done while corpora are read, one line at a time.
 *
 * <p>Called on the thread that asked for the corpora.
 */
@FunctionalInterface
public interface Progress {
  /**
   * Takes one line.
   *
   * @param line what has just been done or is about to be done, for people to read
   */
  void report(String line);

  /**
   * Returns a listener that does nothing.
   *
   * @return the silent listener
   */
  static Progress silent() {
    return line -> {};
  }
}
