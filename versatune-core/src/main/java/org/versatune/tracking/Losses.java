package org.versatune.tracking;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.InvalidFeedbackException;

/** Checks of losses that divide. */
final class Losses {
  private Losses() {}

  /** The losses, every one finite and above 0. */
  static ImmutableMap<String, Double> checked(Map<String, Double> losses) {
    losses.forEach((domain, loss) -> positive("validation loss", domain, loss));
    return ImmutableMap.copyOf(losses);
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
