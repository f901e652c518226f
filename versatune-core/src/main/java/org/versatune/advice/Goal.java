// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.advice;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.versatune.scheduling.Protection;

/**
 * Says what a run is to achieve, for {@link Advice}. The gain of a domain is 1 if the run is as
 * good as a specialist, 0 if it is as good as the base model, and below 0 if the domain was
 * forgotten.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Goal {
  /** The kinds of goal; each has a measure of the studies that strategies are compared by. */
  enum Kind {
    MEAN_GAIN("mean_gain"),
    WORST_GAIN("worst_gain"),
    PROTECT("mean_gain"),
    EXPAND("target_gain");

    final String measure;

    Kind(String measure) {
      this.measure = measure;
    }
  }

  private final Kind kind;
  private final @Nullable Protection protection;
  private final String target;
  private final double forgetting;

  private Goal(Kind kind, @Nullable Protection protection, String target, double forgetting) {
    this.kind = kind;
    this.protection = protection;
    this.target = target;
    this.forgetting = forgetting;
  }

  /**
   * Asks for the highest mean gain over all domains.
   *
   * @return the goal
   */
  public static Goal meanGain() {
    return new Goal(Kind.MEAN_GAIN, null, "", 0);
  }

  /**
   * Asks for the highest gain of the worst domain.
   *
   * @return the goal
   */
  public static Goal worstGain() {
    return new Goal(Kind.WORST_GAIN, null, "", 0);
  }

  /**
   * Asks for the highest mean gain while protected domains stay within their limits.
   *
   * @param protection which domains, and how far their losses may rise
   * @return the goal
   */
  public static Goal protect(Protection protection) {
    return new Goal(Kind.PROTECT, notNull(protection, "protection"), "", 0);
  }

  /**
   * Asks for the highest gain of one domain while the others forget little.
   *
   * @param target the domain that is to grow
   * @param forgetting the highest acceptable mean forgetting of the others: 0.02 is a loss 2 %
   *     above the base loss; finite and at least 0
   * @return the goal
   * @throws IllegalArgumentException if the name is blank or the number out of range
   */
  public static Goal expand(String target, double forgetting) {
    checkArgument(!notNull(target, "target").isBlank(), "target is blank: name the domain");
    checkArgument(
        forgetting >= 0 && Double.isFinite(forgetting),
        "forgetting is %s; it must be finite and at least 0",
        forgetting);
    return new Goal(Kind.EXPAND, null, target, forgetting);
  }

  Kind kind() {
    return kind;
  }

  @Nullable Protection protection() {
    return protection;
  }

  /** The domain that is to grow; empty for none. */
  String target() {
    return target;
  }

  double forgetting() {
    return forgetting;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Goal that
        && kind == that.kind
        && Objects.equals(protection, that.protection)
        && target.equals(that.target)
        && forgetting == that.forgetting;
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, protection, target, forgetting);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case MEAN_GAIN -> "the highest mean gain";
      case WORST_GAIN -> "the highest gain of the worst domain";
      case PROTECT -> "the highest mean gain under " + protection;
      case EXPAND ->
          "the highest gain of '"
              + target
              + "' while the others forget at most "
              + forgetting
              + " in the mean";
    };
  }
}
