package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

/**
 * A detection that cannot give a result: too many texts were declined, a round had none that was
 * accepted, or the generator or the classifier failed or answered something unusable.
 *
 * <p>The message names the round (and the text, where it is about one), the value and what to do.
 */
public final class DetectionException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message the round, the text, the value and what to do
   */
  public DetectionException(String message) {
    super(notNull(message, "message"));
  }

  /**
   * Makes the exception for something that the generator or the classifier threw.
   *
   * @param message the round, the text and what to do
   * @param cause what was thrown
   */
  public DetectionException(String message, Throwable cause) {
    super(notNull(message, "message"), notNull(cause, "cause"));
  }
}
