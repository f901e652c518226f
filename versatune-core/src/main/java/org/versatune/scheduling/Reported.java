package org.versatune.scheduling;

import java.util.OptionalDouble;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.Signal;

/** Numbers that a report may hold for some domains only. */
final class Reported {
  private Reported() {}

  /**
   * A domain's number, finite and at least 0.
   *
   * @return empty where the report lacks the signal or the domain
   * @throws InvalidFeedbackException if the number is out of range; domain, value and step are
   *     named
   */
  static OptionalDouble nonNegative(Feedback feedback, Signal signal, String domain) {
    Double value = feedback.has(signal) ? feedback.values(signal).get(domain) : null;
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new InvalidFeedbackException(
          signal
              + " of domain '"
              + domain
              + "' at step "
              + feedback.step()
              + " is "
              + value
              + "; it must be finite and at least 0. Nothing was changed");
    }
    return OptionalDouble.of(value);
  }
}
