// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

/**
 * A report that a rule cannot use: a loss that is not a number, negative or zero where it divides,
 * a domain without a loss, a signal that is missing altogether.
 *
 * <p>The message names the signal, the domain, the value and the step. Whoever throws it has
 * changed nothing: weights, trackers and schedulers are as they were before the report.
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
