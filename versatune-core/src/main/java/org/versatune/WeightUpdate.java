// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Given;

/**
 * The result of a {@link WeightScheduler}: the new weights, why they are what they are, and the
 * scheduler for the next report.
 *
 * <p>The reasons have three parts: <b>factors</b>, a number for each domain (learnable potential,
 * forgetting degree, what a floor added …); <b>conditions</b>, a number for the whole update (mean
 * forgetting, exploration rate, 1 or 0 for a gate); and <b>notes</b>, readable sentences.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class WeightUpdate {
  private final DomainDistribution weights;
  private final ImmutableMap<String, Factor> factors;
  private final ImmutableMap<String, Double> conditions;
  private final String note;
  private final ImmutableMap<Signal, String> standIns;
  private final @Nullable WeightScheduler next;

  private WeightUpdate(Builder builder) {
    this.weights = builder.weights;
    this.factors = ImmutableMap.copyOf(builder.factors);
    this.conditions = ImmutableMap.copyOf(builder.conditions);
    this.note = builder.note.toString();
    this.standIns = ImmutableMap.copyOf(builder.standIns);
    this.next = builder.next;
  }

  /**
   * Returns an update without reasons, for a rule without state.
   *
   * @param weights the new weights
   * @return the update
   */
  public static WeightUpdate of(DomainDistribution weights) {
    notNull(weights, "weights");
    return builder(weights).build();
  }

  /**
   * Starts an update.
   *
   * @param weights the new weights
   * @return a builder
   */
  public static Builder builder(DomainDistribution weights) {
    notNull(weights, "weights");
    return new Builder(weights);
  }

  /**
   * Returns a builder with everything of this update but its weights. A decorator uses it to change
   * the weights of the rule inside it while it keeps that rule's reasons.
   *
   * @param changed the weights to hold instead
   * @return a builder
   */
  public Builder toBuilder(DomainDistribution changed) {
    notNull(changed, "changed");
    Builder builder = new Builder(changed);
    builder.factors.putAll(factors);
    builder.conditions.putAll(conditions);
    builder.note.append(note);
    builder.standIns.putAll(standIns);
    builder.next = next;
    return builder;
  }

  /**
   * Returns the new weights.
   *
   * @return over the same domains as before
   */
  public DomainDistribution weights() {
    return weights;
  }

  /**
   * Returns the scheduler for the next report.
   *
   * @return null where the rule has no state, and the same scheduler goes on
   */
  public @Nullable WeightScheduler next() {
    return next;
  }

  /**
   * Returns the scheduler for the next report, whether or not the rule has state.
   *
   * @param current the scheduler that made this update
   * @return {@link #next()}, or the current one where that is null
   */
  public WeightScheduler nextAfter(WeightScheduler current) {
    notNull(current, "current");
    return next == null ? current : next;
  }

  /**
   * Returns the factors of all domains: row domain, column factor.
   *
   * @return numbers by domain and factor, in the order in which they were given; a factor that is
   *     about some domains only has no cell for the others
   */
  public ImmutableTable<String, String, Double> factors() {
    ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
    for (int j = 0; j < weights.size(); j++) {
      for (Map.Entry<String, Factor> factor : factors.entrySet()) {
        if (factor.getValue().has(j)) {
          table.put(weights.domains().get(j), factor.getKey(), factor.getValue().values[j]);
        }
      }
    }
    return table.buildOrThrow();
  }

  /**
   * Returns the names of the factors.
   *
   * @return in the order in which they were given
   */
  public ImmutableSet<String> factorNames() {
    return factors.keySet();
  }

  /**
   * Returns the numbers of one factor by domain.
   *
   * @param name the factor, for example {@code potential}
   * @return number by domain, for every domain that it is about, in the run's order
   * @throws IllegalArgumentException if the update has no such factor
   */
  public ImmutableMap<String, Double> factor(String name) {
    notNull(name, "name");
    Factor factor = factors.get(name);
    checkArgument(factor != null, "no factor '%s'; there are %s", name, factors.keySet());
    if (factor.given == null) {
      return weights.byDomain(factor.values);
    }
    ImmutableMap.Builder<String, Double> some = ImmutableMap.builder();
    for (int j = 0; j < weights.size(); j++) {
      if (factor.has(j)) {
        some.put(weights.domains().get(j), factor.values[j]);
      }
    }
    return some.buildOrThrow();
  }

  /**
   * Returns the numbers that hold for the update as a whole.
   *
   * @return number by name; a condition that is true or false is 1 or 0
   */
  public ImmutableMap<String, Double> conditions() {
    return conditions;
  }

  /**
   * Returns the rule's sentences about the update as a whole.
   *
   * @return empty where there are none
   */
  public String note() {
    return note;
  }

  /**
   * Returns the signals that the rule can use and did not have, so that it used a default.
   *
   * @return what was used instead, as in the note, by signal; empty in an update that was read from
   *     a run record
   */
  public ImmutableMap<Signal, String> standIns() {
    return standIns;
  }

  /**
   * Returns one readable line that says what moved a domain.
   *
   * @param domain a domain of the run
   * @return for example {@code medicine 0.1500: potential 0.3100, forgetting 0; gate open}
   * @throws IllegalArgumentException if there is no such domain
   */
  public String explain(String domain) {
    int j = weights.indexOf(domain);
    StringBuilder line = new StringBuilder(domain).append(' ').append(number(weights.weight(j)));
    String separator = ": ";
    for (Map.Entry<String, Factor> factor : factors.entrySet()) {
      if (factor.getValue().has(j)) {
        line.append(separator)
            .append(factor.getKey())
            .append(' ')
            .append(number(factor.getValue().values[j]));
        separator = ", ";
      }
    }
    return note.isEmpty() ? line.toString() : line.append("; ").append(note).toString();
  }

  private static String number(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 1e-3 && size < 1e5 ? "%.4f" : "%.3e", value);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String domain : weights.domains()) {
      text.append(text.isEmpty() ? "" : "\n").append(explain(domain));
    }
    return text.toString();
  }

  /** A number for each domain; where {@code given} is not null, of those that it names alone. */
  private static final class Factor {
    final double[] values;
    final @Nullable BitSet given;

    Factor(double[] values, @Nullable BitSet given) {
      this.values = values;
      this.given = given;
    }

    boolean has(int j) {
      return given == null || given.get(j);
    }
  }

  /** Collects the parts of an update. Not safe for use by several threads. */
  public static final class Builder {
    private final DomainDistribution weights;
    private final Map<String, Factor> factors = new LinkedHashMap<>();
    private final Map<String, Double> conditions = new LinkedHashMap<>();
    private final StringBuilder note = new StringBuilder();
    private final Map<Signal, String> standIns = new EnumMap<>(Signal.class);
    private @Nullable WeightScheduler next;

    private Builder(DomainDistribution weights) {
      this.weights = weights;
    }

    /**
     * Adds a number for each domain.
     *
     * @param name what it is, for example {@code potential}
     * @param values one number a domain, in order; copied
     * @return this builder
     * @throws IllegalArgumentException if the length is not the number of domains
     */
    public Builder factor(String name, double... values) {
      notNull(name, "name");
      notNull(values, "values");
      checkArgument(
          values.length == weights.size(),
          "factor '%s' has %s numbers for %s domains",
          name,
          values.length,
          weights.size());
      factors.put(name, new Factor(values.clone(), null));
      return this;
    }

    /**
     * Adds a number for some of the domains, for example the limit of those that are protected.
     *
     * @param name what it is
     * @param byDomain number by domain; may be empty
     * @return this builder
     * @throws IllegalArgumentException if a domain is unknown
     */
    public Builder factor(String name, Map<String, ? extends Number> byDomain) {
      notNull(name, "name");
      double[] values = new double[weights.size()];
      BitSet given = new BitSet(values.length);
      Given.numbers(byDomain, "byDomain (factor '" + name + "')")
          .forEach(
              (domain, value) -> {
                int j = weights.indexOf(domain);
                values[j] = value;
                given.set(j);
              });
      factors.put(name, new Factor(values, given.cardinality() == values.length ? null : given));
      return this;
    }

    /**
     * Adds a number that holds for the update as a whole.
     *
     * @param name what it is, for example {@code mean forgetting}
     * @param value the number
     * @return this builder
     */
    public Builder condition(String name, double value) {
      notNull(name, "name");
      conditions.put(name, value);
      return this;
    }

    /**
     * Adds a sentence.
     *
     * @param sentence readable, without a full stop at its end
     * @return this builder
     */
    public Builder note(String sentence) {
      notNull(sentence, "sentence");
      note.append(note.isEmpty() ? "" : "; ").append(sentence);
      return this;
    }

    /**
     * Notes that a signal which the rule can use is missing, and what the rule used instead. The
     * sentence becomes part of the note; a run logs it once, and says how to supply the signal.
     *
     * @param signal one of {@link WeightScheduler#usableSignals()}
     * @param sentence readable, without a full stop at its end
     * @return this builder
     */
    public Builder standIn(Signal signal, String sentence) {
      notNull(signal, "signal");
      notNull(sentence, "sentence");
      standIns.put(signal, sentence);
      return note(sentence);
    }

    /**
     * Sets the scheduler for the next report.
     *
     * @param scheduler the same rule with its state after this update
     * @return this builder
     */
    public Builder next(@Nullable WeightScheduler scheduler) {
      next = scheduler;
      return this;
    }

    /**
     * Finishes the update.
     *
     * @return the update
     */
    public WeightUpdate build() {
      return new WeightUpdate(this);
    }
  }
}
