package org.versatune.examples.command;

/** A command cannot go on, and its user should know no more than why and what to do. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message why, and what to do
   * @param cause where it comes from
   */
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
