// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

/**
 * Says what happens to a report with a loss that cannot be used: NaN, infinite, negative or
 * missing.
 */
public enum InvalidLossPolicy {
  /** {@code report} throws an {@link InvalidFeedbackException}; nothing moves. The default. */
  FAIL,
  /**
   * The report is left out: a warning is logged, the run record says so, and weights, trackers and
   * scheduler stay as they were.
   */
  SKIP
}
