// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.tracking;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.InvalidFeedbackException;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;
import org.versatune.internal.OrderedLookup;

/** Checks losses, and finds them by domain. */
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
    return all ? given : ImmutableMap.copyOf(Maps.filterValues(given, loss -> loss > 0));
  }

  /** A number that follows from the loss of a domain and another loss of it. */
  interface Comparison {
    /**
     * The number.
     *
     * @param other null where the domain has no other loss
     */
    double of(String domain, double loss, @Nullable Double other);
  }

  /**
   * Compares the validation loss of each domain with another loss of it, in the order of the
   * losses.
   *
   * @throws InvalidFeedbackException if a loss is not finite or negative; the message names the
   *     domain
   */
  static ImmutableMap<String, Double> compared(
      Map<String, Double> losses, Map<String, Double> others, Comparison comparison) {
    ImmutableMap<String, Double> given = Given.numbers(losses, "losses");
    OrderedLookup other = new OrderedLookup(others);
    ImmutableMap.Builder<String, Double> numbers =
        ImmutableMap.builderWithExpectedSize(given.size());
    given.forEach(
        (domain, loss) -> {
          nonNegative("validation loss", domain, loss);
          numbers.put(domain, comparison.of(domain, loss, other.get(domain)));
        });
    return numbers.buildOrThrow();
  }

  /** The loss of a domain, which must be there. */
  static double known(String what, String domain, Map<String, Double> losses) {
    return requireKnown(what, domain, losses.get(domain), losses);
  }

  /** The loss of a domain as it was found among others, which must not be null. */
  static double requireKnown(
      String what, String domain, @Nullable Double loss, Map<String, Double> losses) {
    if (loss == null) {
      throw new InvalidFeedbackException(
          "domain '"
              + domain
              + "' has no "
              + what
              + " loss; there are some for "
              + Listed.of(losses.keySet()));
    }
    return loss;
  }

  static void checkValidationLoss(double loss) {
    if (!(loss >= 0) || Double.isInfinite(loss)) {
      throw new InvalidFeedbackException(
          "validation loss is " + loss + "; it must be finite and at least 0 (nats/token)");
    }
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
