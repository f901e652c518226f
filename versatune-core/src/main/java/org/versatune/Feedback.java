// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Maps;
import com.google.common.collect.Table;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;
import org.versatune.internal.OrderedLookup;

/**
 * A report of the training loop at one step: the losses of an evaluation, and any other {@link
 * Signal} that the rule asked for.
 *
 * <p>Built by chaining, each call giving a new value:
 *
 * <pre>{@code
 * Feedback.at(300).losses(Map.of("law", 2.1, "code", 0.9))
 * }</pre>
 *
 * <p>Values are kept as they are reported, and checked when they are read, so that an error names
 * the domain, the value and the step. Before a rule reads a report, {@code VersaTune} adds what it
 * knows of the run: reference losses, base losses, domain sizes, draw counts, and its forgetting
 * tracker.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Feedback {
  private final long step;
  private final Map<Signal, SignalNumbers> values;
  private final @Nullable ImmutableTable<String, String, Double> gradientProducts;
  private final @Nullable ForgettingTracker tracker;

  private Feedback(
      long step,
      Map<Signal, SignalNumbers> values,
      @Nullable ImmutableTable<String, String, Double> gradientProducts,
      @Nullable ForgettingTracker tracker) {
    this.step = step;
    this.values = values;
    this.gradientProducts = gradientProducts;
    this.tracker = tracker;
  }

  /**
   * Returns an empty report for a step.
   *
   * @param step the number of training steps done so far, at least 0; 0 is the base model
   * @return a report without any signal
   * @throws IllegalArgumentException if the step is negative
   */
  public static Feedback at(long step) {
    checkArgument(step >= 0, "step is %s; it counts training steps done and is at least 0", step);
    return new Feedback(step, new EnumMap<>(Signal.class), null, null);
  }

  /**
   * Returns this report with the validation losses of an evaluation.
   *
   * @param byDomain loss by domain, nats/token
   * @return a new report
   */
  public Feedback losses(Map<String, ? extends Number> byDomain) {
    return with(Signal.VALIDATION_LOSS, byDomain);
  }

  /**
   * Returns this report with one more signal; an earlier value of the same signal is replaced.
   *
   * @param signal which numbers these are; not {@link Signal#GRADIENT_PRODUCTS}, which is a table
   * @param byDomain the numbers by domain, in the unit of the signal
   * @return a new report
   * @throws IllegalArgumentException for {@link Signal#GRADIENT_PRODUCTS}
   */
  public Feedback with(Signal signal, Map<String, ? extends Number> byDomain) {
    checkArgument(
        notNull(signal, "signal") != Signal.GRADIENT_PRODUCTS,
        "gradient products are a table; report them with gradientProducts(...)");
    Map<Signal, SignalNumbers> copy = new EnumMap<>(Signal.class);
    copy.putAll(values);
    copy.put(
        signal,
        new SignalNumbers(
            Given.numbers(byDomain, "byDomain (" + signal + " at step " + step + ")")));
    return new Feedback(step, copy, gradientProducts, tracker);
  }

  /** This report with known signals that it lacks; their numbers have been checked. */
  Feedback completed(Map<Signal, SignalNumbers> known) {
    if (values.keySet().containsAll(known.keySet())) {
      return this;
    }
    Map<Signal, SignalNumbers> copy = new EnumMap<>(Signal.class);
    copy.putAll(known);
    copy.putAll(values);
    return new Feedback(step, copy, gradientProducts, tracker);
  }

  /**
   * Returns this report with the inner products of the domains' gradients.
   *
   * @param products g_i·g_j for every pair of domains, both (i, j) and (j, i), and ‖g_i‖² at (i, i)
   * @return a new report
   */
  public Feedback gradientProducts(Table<String, String, Double> products) {
    return new Feedback(
        step, values, ImmutableTable.copyOf(notNull(products, "products")), tracker);
  }

  /**
   * Returns this report with a forgetting tracker for the rule to read. A run does this itself;
   * call this only to use a rule without a run.
   *
   * @param before the tracker as it is before this report
   * @return a new report
   */
  public Feedback measuredBy(ForgettingTracker before) {
    return new Feedback(step, values, gradientProducts, notNull(before, "before"));
  }

  /**
   * Returns the step of this report.
   *
   * @return training steps done so far, at least 0
   */
  public long step() {
    return step;
  }

  /**
   * Returns the run's forgetting tracker as it was before this report. {@code
   * tracker.forgetting(feedback.losses())} is φ by domain, as the run record holds it.
   *
   * @return empty where a rule is called without a run and without {@link #measuredBy}
   */
  public Optional<ForgettingTracker> forgettingTracker() {
    return Optional.ofNullable(tracker);
  }

  /**
   * Returns the validation losses as reported.
   *
   * @return loss by domain, nats/token
   * @throws InvalidFeedbackException if the report has none
   */
  public ImmutableMap<String, Double> losses() {
    return values(Signal.VALIDATION_LOSS);
  }

  /**
   * Returns the validation loss of one domain, checked.
   *
   * @param domain a domain of the run
   * @return nats/token, finite and at least 0; a rule that divides by it reads {@link #positive}
   * @throws InvalidFeedbackException if it is missing, not finite or negative; the message names
   *     the domain, the value and the step
   */
  public double loss(String domain) {
    return nonNegative(Signal.VALIDATION_LOSS, ImmutableList.of(notNull(domain, "domain")))[0];
  }

  /**
   * Returns whether the report holds a signal, for at least one domain.
   *
   * @param signal the signal
   * @return true if {@link #values(Signal)} would return
   */
  public boolean has(Signal signal) {
    return notNull(signal, "signal") == Signal.GRADIENT_PRODUCTS
        ? gradientProducts != null
        : values.containsKey(signal);
  }

  /**
   * Returns the numbers of a signal as reported, unchecked.
   *
   * @param signal the signal, not {@link Signal#GRADIENT_PRODUCTS}
   * @return number by domain
   * @throws InvalidFeedbackException if the report lacks the signal; the message says how to supply
   *     it
   */
  public ImmutableMap<String, Double> values(Signal signal) {
    return numbers(signal).byDomain();
  }

  private SignalNumbers numbers(Signal signal) {
    SignalNumbers numbers = values.get(notNull(signal, "signal"));
    if (numbers == null) {
      throw missing(signal);
    }
    return numbers;
  }

  /**
   * This report with every signal in the order of the domains: the maps of a trainer may have
   * another order in each process, and what is written down should not.
   *
   * @param domains all that the report names are among them
   */
  Feedback inOrderOf(ImmutableList<String> domains) {
    Map<Signal, SignalNumbers> ordered = new EnumMap<>(Signal.class);
    values.forEach((signal, numbers) -> ordered.put(signal, numbers.inOrderOf(domains)));
    return new Feedback(step, ordered, inOrder(gradientProducts, domains), tracker);
  }

  private static @Nullable ImmutableTable<String, String, Double> inOrder(
      @Nullable ImmutableTable<String, String, Double> products, ImmutableList<String> domains) {
    if (products == null
        || (products.rowKeySet().asList().equals(domains)
            && products.columnKeySet().asList().equals(domains))) {
      return products;
    }
    ImmutableTable.Builder<String, String, Double> ordered = ImmutableTable.builder();
    OrderedLookup.inOrderOf(domains, products.rowMap())
        .forEach(
            (row, columns) ->
                OrderedLookup.inOrderOf(domains, columns)
                    .forEach((column, product) -> ordered.put(row, column, product)));
    return ordered.buildOrThrow();
  }

  /** Whether a signal that the report has is about all of some domains and about no other. */
  boolean isFor(Signal signal, ImmutableList<String> domains) {
    return numbers(signal).areFor(domains);
  }

  /**
   * Returns a signal as an array in the order of the domains, each number finite and at least 0.
   *
   * @param signal the signal, not {@link Signal#GRADIENT_PRODUCTS}
   * @param domains the domains in the run's order
   * @return a fresh array
   * @throws InvalidFeedbackException if the signal or a domain is missing, or a number is negative
   *     or not finite; the message names the domain, the value and the step
   */
  public double[] nonNegative(Signal signal, List<String> domains) {
    return checked(signal, domains, false);
  }

  /**
   * Returns a signal as an array in the order of the domains, each number finite and above 0. For
   * losses that a rule divides by.
   *
   * @param signal the signal, not {@link Signal#GRADIENT_PRODUCTS}
   * @param domains the domains in the run's order
   * @return a fresh array
   * @throws InvalidFeedbackException if the signal or a domain is missing, or a number is not above
   *     0 or not finite; the message names the domain, the value and the step
   */
  public double[] positive(Signal signal, List<String> domains) {
    return checked(signal, domains, true);
  }

  private double[] checked(Signal signal, List<String> given, boolean positive) {
    SignalNumbers numbers = numbers(signal);
    ImmutableList<String> domains = Given.list(given, "domains");
    double[] read = numbers.in(domains);
    double[] array = read == null ? new double[domains.size()] : read;
    for (int j = 0; j < array.length; j++) {
      if (read == null) {
        array[j] = number(signal, domains.get(j), numbers.byDomain());
      }
      require(signal, domains, j, array[j], positive);
    }
    return array;
  }

  private double number(Signal signal, String domain, ImmutableMap<String, Double> byDomain) {
    Double number = byDomain.get(domain);
    if (number == null) {
      throw new InvalidFeedbackException(
          signal
              + " at step "
              + step
              + " lacks domain '"
              + domain
              + "' (it has "
              + Listed.of(byDomain.keySet())
              + "): "
              + signal.howToSupply());
    }
    return number;
  }

  /**
   * Returns a signal that a report may bring for some domains only, as an array in the order of the
   * domains, each number of the report finite and at least 0.
   *
   * @param signal the signal, not {@link Signal#GRADIENT_PRODUCTS}
   * @param domains the domains in the run's order
   * @param absent the number for domains that the report lacks, and for all where it lacks the
   *     signal; any number
   * @return a fresh array
   * @throws InvalidFeedbackException if a number of the report is negative or not finite; the
   *     message names the domain, the value and the step
   */
  public double[] nonNegativeOr(Signal signal, List<String> domains, double absent) {
    ImmutableList<String> names = Given.list(domains, "domains");
    if (has(signal) && isFor(signal, names)) {
      return nonNegative(signal, names);
    }
    double[] array = new double[names.size()];
    Arrays.fill(array, absent);
    if (has(signal)) {
      OrderedLookup reported = new OrderedLookup(values(signal));
      for (int j = 0; j < array.length; j++) {
        Double number = reported.get(names.get(j));
        if (number != null) {
          require(signal, names, j, number, false);
          array[j] = number;
        }
      }
    }
    return array;
  }

  private void require(
      Signal signal, ImmutableList<String> domains, int j, double number, boolean positive) {
    if (!Double.isFinite(number) || number < 0 || (positive && number == 0)) {
      throw new InvalidFeedbackException(
          signal
              + " of domain '"
              + domains.get(j)
              + "' at step "
              + step
              + " is "
              + number
              + "; it must be finite and "
              + (positive ? "above 0" : "at least 0")
              + ". Nothing was changed: check the evaluation of this domain (a loss of NaN or"
              + " infinity usually means that training diverged) and report again");
    }
  }

  /**
   * Returns the inner products of the gradients as a matrix in the order of the domains.
   *
   * @param domains the domains in the run's order
   * @return {@code [k][k]}, fresh, entry (i, j) being g_i·g_j
   * @throws InvalidFeedbackException if the products are missing, or a pair is, or a product is not
   *     finite; the message names the pair and the step
   */
  public double[][] gradientProducts(List<String> domains) {
    ImmutableList<String> names = Given.list(domains, "domains");
    if (gradientProducts == null) {
      throw missing(Signal.GRADIENT_PRODUCTS);
    }
    double[][] matrix = new double[names.size()][names.size()];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix.length; j++) {
        Double product = gradientProducts.get(names.get(i), names.get(j));
        if (product == null || !Double.isFinite(product)) {
          throw new InvalidFeedbackException(
              "gradient product of domains '"
                  + names.get(i)
                  + "' and '"
                  + names.get(j)
                  + "' at step "
                  + step
                  + " is "
                  + (product == null ? "missing" : product)
                  + "; every pair needs a finite number. Nothing was changed");
        }
        matrix[i][j] = product;
      }
    }
    return matrix;
  }

  /**
   * Returns the inner products of the gradients as reported.
   *
   * @return the table, unchecked
   * @throws InvalidFeedbackException if the report lacks them
   */
  public ImmutableTable<String, String, Double> gradientProducts() {
    if (gradientProducts == null) {
      throw missing(Signal.GRADIENT_PRODUCTS);
    }
    return gradientProducts;
  }

  private InvalidFeedbackException missing(Signal signal) {
    return new InvalidFeedbackException(
        "the report at step " + step + " has no " + signal + ": " + signal.howToSupply());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Feedback that
        && step == that.step
        && values.equals(that.values)
        && Objects.equals(gradientProducts, that.gradientProducts)
        && Objects.equals(tracker, that.tracker);
  }

  @Override
  public int hashCode() {
    return Objects.hash(step, values, gradientProducts, tracker);
  }

  @Override
  public String toString() {
    return "Feedback at step "
        + step
        + ": "
        + Maps.transformValues(values, numbers -> Listed.of(numbers.byDomain()))
        + (gradientProducts == null
            ? ""
            : ", gradient products of " + Listed.of(gradientProducts.rowKeySet()));
  }
}
