// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.versatune.internal.Given;

/**
 * Measures the loss of a network on each domain's validation set: ℓ_j = Σ(loss·tokens)/Σ tokens,
 * nats/token.
 *
 * <p>What counts as a token depends on the labels. With {@code [b, n]} each example is one; with
 * sequences {@code [b, n, T]} each step is one, unless a labels mask of {@code [b, T]} has a 0
 * there. If only the features have a mask over the same steps, it applies to the labels too. Labels
 * may be one-hot or, under a sparse loss, {@code [b, 1, T]} of ids. Every token weighs the same,
 * however the examples are divided into batches. Regularisation is left out: the loss is that of
 * the data alone.
 *
 * <p>The loss of a graph with several outputs is the sum of the losses of its outputs, each
 * multiplied by its {@linkplain Builder#outputWeight weight}, 1 unless set. If no token of an
 * output counts in a domain's set, the output is left out for that domain. This is how a domain
 * without labels for an output is evaluated.
 *
 * <p>The network is evaluated in inference mode through a second network over the same parameters:
 * a call changes nothing about the model, its masks and inputs included, and no listener is called.
 * Iterators are reset before and after; a {@linkplain SeekableSource seekable} one is read in the
 * order of its first pass each time, so that a resumed run adds up losses in the same order as one
 * that was not interrupted.
 *
 * <p>Safe for use by several threads, which wait for each other.
 */
public final class DomainLossEvaluator {
  private final ImmutableMap<String, ValidationSet> validation;
  private final OutputWeights outputWeights;
  private final NetworkView views = new NetworkView();
  private final LabelWatch labels = new LabelWatch();
  private final Set<String> labelsSeen = new HashSet<>();

  DomainLossEvaluator(ImmutableMap<String, ValidationSet> validation, OutputWeights outputWeights) {
    this.validation = validation;
    this.outputWeights = outputWeights;
  }

  /**
   * Returns an evaluator over validation sets.
   *
   * @param validation iterator by domain, in the order in which results come; each must support
   *     {@code reset()}
   * @return the evaluator
   * @throws IllegalArgumentException if there is no set, or one cannot be reset; the message names
   *     the domain
   */
  public static DomainLossEvaluator of(Map<String, DataSetIterator> validation) {
    Builder builder = builder();
    Given.map(validation, "validation").forEach(builder::validation);
    return builder.build();
  }

  /**
   * Starts an evaluator.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the domains that have a validation set.
   *
   * @return names in the order in which they were given
   */
  public ImmutableSet<String> domains() {
    return validation.keySet();
  }

  /**
   * Measures the loss of every domain.
   *
   * @param model a {@code MultiLayerNetwork} or a {@code ComputationGraph}
   * @return nats/token by domain; not checked for being finite
   * @throws IllegalArgumentException if a set does not fit the network, has label ids that are not
   *     classes of it, or a mask with other values than 0 and 1; the message names the domain
   * @throws IllegalStateException if a set is empty, has no token that counts, or could not be
   *     read; the message names the domain
   */
  public ImmutableMap<String, Double> losses(Model model) {
    notNull(model, "model");
    return ImmutableMap.copyOf(Maps.transformValues(tokenLosses(model), TokenLoss::perToken));
  }

  /**
   * Measures the loss of every domain, with its number of tokens. For several outputs the tokens of
   * all outputs are counted, and the loss per token is the weighted sum of the outputs' losses.
   *
   * @param model as for {@link #losses}
   * @return loss by domain, each with at least one token
   * @throws IllegalArgumentException as for {@link #losses}
   * @throws IllegalStateException as for {@link #losses}
   */
  public synchronized ImmutableMap<String, TokenLoss> tokenLosses(Model model) {
    notNull(model, "model");
    Nd4jBackend.require();
    Network view = views.apply(model);
    ImmutableMap.Builder<String, TokenLoss> losses = ImmutableMap.builder();
    validation.forEach(
        (domain, data) -> losses.put(domain, measure(view, domain, data).sum(outputWeights)));
    return losses.buildOrThrow();
  }

  /**
   * Measures the loss of every domain, and its standard error.
   *
   * @param model as for {@link #losses}
   * @return estimate by domain; its loss is that of {@link #losses}
   * @throws IllegalArgumentException as for {@link #losses}
   * @throws IllegalStateException as for {@link #losses}
   */
  public ImmutableMap<String, LossEstimate> estimates(Model model) {
    notNull(model, "model");
    return Maps.toMap(
        validation.keySet(), domain -> exampleLosses(model, domain).estimate(outputWeights));
  }

  /** Measures the losses of the examples of one domain, of which at least one has a token. */
  synchronized ExampleLosses exampleLosses(Model model, String domain) {
    Nd4jBackend.require();
    Network view = views.apply(model);
    return measure(view, domain, Objects.requireNonNull(validation.get(domain)));
  }

  /** Measures the set of a domain, and looks at its labels the first time. */
  private ExampleLosses measure(Network view, String domain, ValidationSet data) {
    String what = what(domain);
    String read = (data.isSampled() ? "sample of the " : "") + what;
    long[] before = new long[1];
    Consumer<Batch> look =
        labelsSeen.contains(domain)
            ? batch -> {}
            : batch -> {
              labels.check(
                  view,
                  batch,
                  row -> what,
                  row -> "example " + (before[0] + row + 1) + " of the " + read);
              before[0] += batch.examples();
            };
    ExampleLosses losses = measure(view, data, what, outputWeights, look);
    labelsSeen.add(domain);
    return losses;
  }

  OutputWeights outputWeights() {
    return outputWeights;
  }

  /** Returns how many examples an evaluation of all domains is of. */
  synchronized long examples() {
    long sum = 0;
    for (Map.Entry<String, ValidationSet> set : validation.entrySet()) {
      String what = what(set.getKey());
      sum += naming(what, () -> set.getValue().examples(what));
    }
    return sum;
  }

  /**
   * Returns the fingerprint of the sample of a domain; 0 before it is taken, and for whole sets.
   */
  long fingerprint(String domain) {
    return Objects.requireNonNull(validation.get(domain)).fingerprint();
  }

  private static String what(String domain) {
    return "validation set of domain '" + domain + "'";
  }

  /**
   * Measures the loss of a network on one set.
   *
   * @param model as for {@link #losses}
   * @param data the set; must support {@code reset()}, which is called before and after
   * @return the loss, with at least one token
   * @throws IllegalArgumentException as for {@link #losses}
   * @throws IllegalStateException as for {@link #losses}
   */
  public static TokenLoss loss(Model model, DataSetIterator data) {
    notNull(model, "model");
    notNull(data, "data");
    return loss(model, BatchReader.of(data));
  }

  /**
   * Measures the loss of a graph on one set, as the sum over its outputs.
   *
   * @param model as for {@link #losses}
   * @param data the set; must support {@code reset()}, which is called before and after
   * @return the loss, with at least one token
   * @throws IllegalArgumentException as for {@link #losses}
   * @throws IllegalStateException as for {@link #losses}
   */
  public static TokenLoss loss(Model model, MultiDataSetIterator data) {
    notNull(model, "model");
    notNull(data, "data");
    return loss(model, BatchReader.of(data));
  }

  private static TokenLoss loss(Model model, BatchReader data) {
    Nd4jBackend.require();
    requireReset(data, "validation set");
    return measure(
            Network.of(model).view(),
            new ValidationSet("", data, ValidationSet.WHOLE, 0),
            "validation set",
            OutputWeights.ONE,
            batch -> {})
        .sum(OutputWeights.ONE);
  }

  private static ExampleLosses measure(
      Network view,
      ValidationSet data,
      String what,
      OutputWeights outputWeights,
      Consumer<Batch> look) {
    return OutsideWorkspaces.get(
        () ->
            naming(
                what,
                () -> {
                  LabelLayout.require(view);
                  ExampleLosses losses = new ExampleLosses(view);
                  data.forEach(
                      what,
                      batch -> {
                        SparseLabels.requireClasses(view, batch, row -> what);
                        look.accept(batch);
                        losses.add(view, batch, what);
                      });
                  requireTokens(losses.sum(outputWeights), what);
                  return losses;
                }));
  }

  private static void requireTokens(TokenLoss sum, String what) {
    checkState(sum.tokens() > 0, "%s has no token that counts: every label is masked", what);
  }

  /** Does something with a set, and names the set where that fails. */
  private static <T> T naming(String what, Supplier<T> body) {
    try {
      return body.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw named(e, what);
    } catch (RuntimeException e) {
      throw new IllegalStateException(what + " could not be evaluated: " + e.getMessage(), e);
    } catch (Error e) {
      e.addSuppressed(new IllegalStateException(what + " could not be evaluated: " + e));
      throw e;
    }
  }

  private static RuntimeException named(RuntimeException e, String what) {
    if (e.getMessage() != null && e.getMessage().startsWith(what)) {
      return e;
    }
    String message = what + " could not be evaluated: " + e.getMessage();
    return e instanceof IllegalArgumentException
        ? new IllegalArgumentException(message, e)
        : new IllegalStateException(message, e);
  }

  /** Returns validation sets over readers, in their order. */
  static ImmutableMap<String, ValidationSet> sets(
      Map<String, BatchReader> readers, int sample, long seed) {
    ImmutableMap.Builder<String, ValidationSet> sets = ImmutableMap.builder();
    readers.forEach(
        (domain, reader) -> sets.put(domain, new ValidationSet(domain, reader, sample, seed)));
    return sets.buildOrThrow();
  }

  private static void requireReset(BatchReader data, String what) {
    checkArgument(
        data.resetSupported(),
        "%s cannot be reset, so it could be read only once; give an iterator whose"
            + " resetSupported() is true",
        what);
  }

  /** Collects validation sets. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<String, BatchReader> validation = new LinkedHashMap<>();
    private final DataRoles roles = new DataRoles();
    private OutputWeights outputWeights = OutputWeights.ONE;
    private int sample = ValidationSet.WHOLE;
    private long seed;

    private Builder() {}

    /**
     * Adds the validation set of a domain.
     *
     * @param domain its name, not given before
     * @param data batches of any size; must support {@code reset()}
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or was given before, or the iterator
     *     cannot be reset or is, or reads, another domain's
     */
    @CanIgnoreReturnValue
    public Builder validation(String domain, DataSetIterator data) {
      notNull(domain, "domain");
      notNull(data, "data");
      return add(domain, BatchReader.of(data));
    }

    /**
     * Adds the validation set of a domain for a graph with several inputs or outputs.
     *
     * @param domain its name, not given before
     * @param data batches of any size; must support {@code reset()}
     * @return this builder
     * @throws IllegalArgumentException as for {@link #validation(String, DataSetIterator)}
     */
    @CanIgnoreReturnValue
    public Builder validation(String domain, MultiDataSetIterator data) {
      notNull(domain, "domain");
      notNull(data, "data");
      return add(domain, BatchReader.of(data));
    }

    private Builder add(String domain, BatchReader data) {
      checkArgument(!domain.isBlank(), "a validation set needs the name of its domain");
      checkArgument(!validation.containsKey(domain), "domain '%s' has two validation sets", domain);
      requireReset(data, "validation set of domain '" + domain + "'");
      roles.add(DataRoles.validation(domain), data.iterator());
      validation.put(domain, data);
      return this;
    }

    /**
     * Sets how much the loss of an output counts in the loss of a domain.
     *
     * @param output the name of an output of the graph, not given before
     * @param weight at least 0; outputs without a weight count once
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or has a weight, or the weight is
     *     negative or not finite
     */
    @CanIgnoreReturnValue
    public Builder outputWeight(String output, double weight) {
      notNull(output, "output");
      outputWeights = outputWeights.with(output, weight);
      return this;
    }

    /**
     * Evaluates a fixed sample of each set: the same examples every time, kept in memory. By
     * default whole sets are evaluated.
     *
     * @param examples how many of each domain at most, at least 2; smaller sets are taken whole
     * @param seed decides which; with the run's seed they are those of the run's listener under the
     *     same {@link MixtureListener.Builder#validationSample}
     * @return this builder
     * @throws IllegalArgumentException if below 2
     */
    @CanIgnoreReturnValue
    public Builder sample(int examples, long seed) {
      sample = ListenerData.sample(examples);
      this.seed = seed;
      return this;
    }

    /**
     * Finishes the evaluator.
     *
     * @return the evaluator
     * @throws IllegalArgumentException if no set was given
     */
    public DomainLossEvaluator build() {
      checkArgument(!validation.isEmpty(), "no validation set given; add one for each domain");
      return new DomainLossEvaluator(sets(validation, sample, seed), outputWeights);
    }
  }
}
