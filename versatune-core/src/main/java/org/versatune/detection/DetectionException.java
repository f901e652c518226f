// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown where a detection cannot give a result: too many texts were declined, a round had no
 * accepted text, or the generator or the classifier failed or gave an unusable answer.
 *
 * <p>The message names the round (and the text, where it is about one), the value and what to do.
 */
public final class DetectionException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable DetectionProgress progress;

  /**
   * Makes the exception.
   *
   * @param message the round, the text, the value and what to do
   */
  public DetectionException(String message) {
    super(notNull(message, "message"));
    this.progress = null;
  }

  /**
   * Makes the exception for something that the generator or the classifier threw.
   *
   * @param message the round, the text and what to do
   * @param cause what was thrown
   */
  public DetectionException(String message, Throwable cause) {
    super(notNull(message, "message"), notNull(cause, "cause"));
    this.progress = null;
  }

  DetectionException(String message, @Nullable Throwable cause, DetectionProgress progress) {
    super(message, cause);
    this.progress = progress;
  }

  /** The same exception with the progress of the detection. */
  DetectionException with(DetectionProgress found) {
    DetectionException copy =
        new DetectionException(String.valueOf(getMessage()), getCause(), found);
    copy.setStackTrace(getStackTrace());
    for (Throwable each : getSuppressed()) {
      copy.addSuppressed(each);
    }
    return copy;
  }

  /**
   * Returns how far the detection had come. {@link DomainDetector#resume} goes on from it.
   *
   * @return empty where no detection was under way; never kept by serialisation
   */
  public Optional<DetectionProgress> progress() {
    return Optional.ofNullable(progress);
  }
}
