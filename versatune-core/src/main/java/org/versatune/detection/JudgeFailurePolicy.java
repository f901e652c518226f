// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

/** Says what happens to a text on which the judge still fails after all retries (our choice). */
public enum JudgeFailurePolicy {
  /** The detection ends; what it has found so far comes with the exception. The default. */
  FAIL,

  /**
   * The text counts as declined and as failed, and a warning says so once a round. The detection
   * ends as soon as more texts have failed than may be declined.
   */
  DECLINE
}
