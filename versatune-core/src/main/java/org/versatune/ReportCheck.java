package org.versatune;

import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import org.versatune.internal.Listed;

/** What a report may hold, whatever the rule looks at: the record keeps all of it. */
final class ReportCheck {
  private ReportCheck() {}

  /**
   * Refuses domains that the run does not have, and numbers that are not finite or below 0.
   *
   * @throws InvalidFeedbackException with the signal, the domain, the value and the step
   */
  static void check(Feedback feedback, DomainDistribution run) {
    DomainIndex known = DenseDistribution.index(run);
    for (Signal signal : Signal.values()) {
      if (!feedback.has(signal)) {
        continue;
      }
      if (signal == Signal.GRADIENT_PRODUCTS) {
        requireKnown(signal, feedback, feedback.gradientProducts().rowKeySet(), known);
        requireKnown(signal, feedback, feedback.gradientProducts().columnKeySet(), known);
      } else {
        ImmutableMap<String, Double> given = feedback.values(signal);
        requireKnown(signal, feedback, given.keySet(), known);
        var unused = feedback.nonNegative(signal, given.keySet().asList());
      }
    }
  }

  private static void requireKnown(
      Signal signal, Feedback feedback, Collection<String> given, DomainIndex known) {
    for (String domain : given) {
      if (!known.has(domain)) {
        throw new InvalidFeedbackException(
            signal
                + " at step "
                + feedback.step()
                + " names unknown domain '"
                + Listed.one(domain)
                + "'; the domains of this run are "
                + Listed.of(known.names())
                + ". Nothing was changed: report these domains only");
      }
    }
  }
}
