// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;
import org.versatune.sampling.Samplers;

/**
 * Checks every answer of a user's own kind of sampler. A draw of a domain that does not exist or
 * has no weight is an error that names the domain, and the sampler returns to its state before.
 *
 * <p>That takes a copy of the sampler's state at every call. The samplers of this library need no
 * check and are not wrapped.
 */
record CheckedSampling(DomainSampler.Kind own) implements DomainSampler.Kind {

  /** Wraps a kind, unless it is one of this library. */
  static DomainSampler.Kind of(DomainSampler.Kind kind) {
    return Samplers.isBuiltIn(kind) ? kind : new CheckedSampling(kind);
  }

  @Override
  public RuleDescription describe() {
    return describe(own);
  }

  static RuleDescription describe(DomainSampler.Kind kind) {
    RuleDescription description = kind.describe();
    if (description == null) {
      throw new IllegalArgumentException(
          "sampler "
              + kind.getClass().getName()
              + " describes itself as null; return RuleDescription.of(\"a name\")");
    }
    return description;
  }

  @Override
  public DomainSampler start(DomainDistribution weights, long seed) {
    return new Checked(weights, given(own.start(weights, seed), "start(weights, seed)"));
  }

  @Override
  public DomainSampler resume(DomainDistribution weights, SavedState state) {
    return new Checked(weights, given(own.resume(weights, state), "resume(weights, state)"));
  }

  private String name() {
    return "sampler '" + describe().name() + "' (" + own.getClass().getName() + ")";
  }

  private <T> T given(@Nullable T answer, String call) {
    if (answer == null) {
      throw new IllegalStateException(name() + " returned null from " + call);
    }
    return answer;
  }

  /** A sampler of the user's own kind. */
  final class Checked implements DomainSampler {
    private DomainDistribution weights;
    private DomainSampler sampler;

    private Checked(DomainDistribution weights, DomainSampler sampler) {
      this.weights = weights;
      this.sampler = sampler;
    }

    @Override
    public int next() {
      int[] one = new int[1];
      next(one);
      return one[0];
    }

    @Override
    public void next(int[] out) {
      notNull(out, "out");
      SavedState before = state();
      Arrays.fill(out, -1);
      try {
        if (out.length == 1) {
          out[0] = sampler.next();
        } else {
          sampler.next(out);
        }
        for (int domain : out) {
          check(domain);
        }
      } catch (RuntimeException e) {
        back(weights, before, e);
        throw named(e, "draw");
      }
    }

    private void check(int domain) {
      if (domain < 0 || domain >= weights.size()) {
        throw new IllegalStateException(
            name()
                + " drew domain number "
                + domain
                + "; the "
                + weights.size()
                + " domains are numbered from 0: "
                + Listed.of(weights.domains())
                + ". Nothing was drawn");
      }
      if (weights.weight(domain) == 0) {
        throw new IllegalStateException(
            name()
                + " drew domain '"
                + weights.domains().get(domain)
                + "', whose weight is 0: it may draw domains with a weight only. Nothing was"
                + " drawn");
      }
    }

    @Override
    public void reweigh(DomainDistribution next) {
      Checked moved = reweighed(next);
      sampler = moved.sampler;
      weights = next;
    }

    /** Returns a copy that follows other weights; this one stays as it was. */
    Checked reweighed(DomainDistribution next) {
      Checked copy = (Checked) resume(weights, state());
      try {
        copy.sampler.reweigh(next);
      } catch (RuntimeException e) {
        throw named(e, "take the new weights");
      }
      copy.weights = next;
      return copy;
    }

    /** Takes over the state of another one. */
    void become(Checked other) {
      sampler = other.sampler;
      weights = other.weights;
    }

    /** Returns to a state after something failed. */
    void back(DomainDistribution then, SavedState before, RuntimeException failure) {
      try {
        sampler = given(own.resume(then, before), "resume(weights, state)");
        weights = then;
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }

    private IllegalStateException named(RuntimeException e, String what) {
      return e instanceof IllegalStateException own
              && String.valueOf(own.getMessage()).startsWith(name())
          ? own
          : new IllegalStateException(
              name() + " could not " + what + ": " + e + ". Nothing was changed", e);
    }

    @Override
    public SavedState state() {
      return given(sampler.state(), "state()");
    }
  }
}
