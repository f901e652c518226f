package org.versatune.tracking;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.InvalidFeedbackException;
import org.versatune.internal.Given;

/** Checks of losses that divide. */
final class Losses {
  private Losses() {}

  /**
   * The losses that can serve as a baseline, which divides: those above 0, of losses that are
   * finite and at least 0.
   */
  static ImmutableMap<String, Double> baseline(Map<String, Double> losses) {
    ImmutableMap<String, Double> given = Given.numbers(losses, "losses");
    boolean all = true;
    for (Map.Entry<String, Double> entry : given.entrySet()) {
      all &= nonNegative("validation loss", entry.getKey(), entry.getValue()) > 0;
    }
    if (all) {
      return given;
    }
    ImmutableMap.Builder<String, Double> positive =
        ImmutableMap.builderWithExpectedSize(given.size());
    given.forEach(
        (domain, loss) -> {
          if (loss > 0) {
            positive.put(domain, loss);
          }
        });
    return positive.buildOrThrow();
  }

  static double positive(String what, String domain, double loss) {
    if (!(loss > 0) || Double.isInfinite(loss)) {
      throw invalid(what, domain, loss, "above 0");
    }
    return loss;
  }

  static double nonNegative(String what, String domain, double loss) {
    if (!(loss >= 0) || Double.isInfinite(loss)) {
      throw invalid(what, domain, loss, "at least 0");
    }
    return loss;
  }

  private static InvalidFeedbackException invalid(
      String what, String domain, double loss, String range) {
    return new InvalidFeedbackException(
        what
            + " of domain '"
            + domain
            + "' is "
            + loss
            + "; it must be finite and "
            + range
            + " (nats/token). Nothing was changed: check how the loss of this domain is measured");
  }
}
