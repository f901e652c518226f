package org.versatune;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Optional;
import org.versatune.scheduling.SimplexProjection;

/**
 * How often each domain may be drawn under an epoch cap: ⌊epochs · size⌋ times.
 *
 * <p>The scheduler's decorator sees the counts only when something is reported; this class holds
 * the limit at every draw. A domain that reaches it loses its weight to the others, within their
 * bounds (our choice: the spec fixes the limit, not where the share goes).
 */
final class DrawLimits {
  private final long[] limit;
  private final double[] low;
  private final double[] high;
  private final boolean limited;

  private DrawLimits(long[] limit, double[] low, double[] high) {
    this.limit = limit;
    this.low = low;
    this.high = high;
    limited = Arrays.stream(limit).anyMatch(most -> most < Long.MAX_VALUE);
  }

  static DrawLimits of(Setup setup, RunOptions options) {
    int k = setup.domains().size();
    long[] limit = new long[k];
    Arrays.fill(limit, Long.MAX_VALUE);
    double[] low = new double[k];
    double[] high = new double[k];
    ImmutableMap<String, Double> epochs = options.epochCap();
    double[] sizes = epochs.isEmpty() ? new double[k] : setup.values(Signal.DOMAIN_SIZE);
    for (int j = 0; j < k; j++) {
      String domain = setup.domains().get(j);
      Double most = epochs.get(domain);
      if (most != null) {
        limit[j] = (long) Math.floor(most * sizes[j] + 1e-9);
      }
      low[j] = options.floor().getOrDefault(domain, 0.0);
      high[j] = options.cap().getOrDefault(domain, 1.0);
    }
    return new DrawLimits(limit, low, high);
  }

  /** Whether some domain has a limit, so that every draw must be looked at. */
  boolean any() {
    return limited;
  }

  boolean exhausted(int domain, long drawn) {
    return drawn >= limit[domain];
  }

  boolean allExhausted(long[] drawn, DomainDistribution weights) {
    for (int j = 0; j < drawn.length; j++) {
      if (drawn[j] < limit[j] && weights.weight(j) > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether domains of positive weight may be drawn so many times more, which is enough for so many
   * draws to happen. Where it is not so they may happen all the same, if weight moves to a domain
   * that has none now.
   */
  boolean allow(long more, long[] drawn, DomainDistribution weights) {
    long room = 0;
    for (int j = 0; j < drawn.length && room < more; j++) {
      if (weights.weight(j) > 0 && drawn[j] < limit[j]) {
        room += Math.min(more, limit[j] - drawn[j]);
      }
    }
    return room >= more;
  }

  /**
   * The weights with every exhausted domain at 0.
   *
   * @return empty where no domain is left that may carry weight
   */
  Optional<DomainDistribution> withoutExhausted(DomainDistribution weights, long[] drawn) {
    double[] rest = weights.toArray();
    double[] lo = low.clone();
    double[] hi = high.clone();
    double room = 0;
    double left = 0;
    for (int j = 0; j < rest.length; j++) {
      if (exhausted(j, drawn[j])) {
        rest[j] = 0;
        lo[j] = 0;
        hi[j] = 0;
      }
      left += rest[j];
      room += hi[j];
    }
    if (left == 0) {
      return Optional.empty();
    }
    if (room < 1) {
      // Fewer domains are left than the cap needs; what remains to be drawn matters more.
      for (int j = 0; j < hi.length; j++) {
        hi[j] = exhausted(j, drawn[j]) ? 0 : 1;
      }
    }
    for (int j = 0; j < rest.length; j++) {
      rest[j] /= left;
    }
    return Optional.of(weights.withWeights(SimplexProjection.project(rest, lo, hi)));
  }
}
