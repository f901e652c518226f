// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

/**
 * Where a source is, and what of its data has been seen, as far as that must not change when a run
 * is resumed.
 *
 * @param restarts how often it started again
 * @param taken examples taken or passed over since
 * @param first a hash of the first of these; 0 where it is not known
 * @param passed a hash of all of these in their order; 0 where it is not known, as for seekable
 *     sources
 * @param passLength the number of examples in each pass before; 0 where it is not known, or passes
 *     differed
 */
record SourcePosition(long restarts, long taken, long first, long passed, long passLength) {
  static final SourcePosition START = new SourcePosition(0, 0, 0, 0, 0);

  /** Returns the position after one more example, whose fingerprint is 0 where it has none. */
  SourcePosition after(long fingerprint) {
    boolean known = fingerprint != 0 && (taken == 0 || passed != 0);
    return new SourcePosition(
        restarts,
        taken + 1,
        first,
        known ? Fingerprints.combine(passed, fingerprint) : 0,
        passLength);
  }

  /** Returns the position once the first example of the pass is known. */
  SourcePosition beginning(long hash) {
    return new SourcePosition(restarts, taken, hash, passed, passLength);
  }

  /** Returns the beginning of the next pass. */
  SourcePosition restarted() {
    boolean whole = taken > 0 && (restarts == 0 || passLength == taken);
    return new SourcePosition(restarts + 1, 0, 0, 0, whole ? taken : 0);
  }
}
