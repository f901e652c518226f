// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

/**
 * Thrown for a report that a rule cannot use: a loss is not a number, is negative, or is zero where
 * the rule divides by it; a domain has no loss; or a signal is missing altogether.
 *
 * <p>The message names the signal, the domain, the value and the step. When it is thrown nothing
 * has changed: weights, trackers and schedulers are as they were before the report.
 */
public final class InvalidFeedbackException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message the signal, the domain, the value, the step and what to do
   */
  public InvalidFeedbackException(String message) {
    super(notNull(message, "message"));
  }
}
