// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

/**
 * Thrown by a {@link DomainClassifier} that repeats failed calls itself. The detector does not call
 * it again for this text.
 *
 * <p>The message must hold neither a key nor text that was judged, since it is logged.
 */
public final class JudgeException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Says what a failure is about. */
  public enum Scope {
    /**
     * One text: the judge may still judge others; {@link JudgeFailurePolicy} decides about this
     * one.
     */
    TEXT,

    /**
     * The judge, which can judge no text, for example because its budget is used up. The detection
     * ends whatever the policy, and can be resumed.
     */
    DETECTION
  }

  /** What the failure is about. */
  private final Scope scope;

  /**
   * Makes the exception.
   *
   * @param message what failed, how often it was tried and what to do
   * @param scope what the failure is about
   */
  public JudgeException(String message, Scope scope) {
    super(notNull(message, "message"));
    this.scope = notNull(scope, "scope");
  }

  /**
   * Returns what the failure is about.
   *
   * @return one text, or the whole detection
   */
  public Scope scope() {
    return scope;
  }
}
