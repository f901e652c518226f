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
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.internal.Given;

/**
 * Measures the loss of a network on each domain's validation set: ℓ_j = Σ(loss·tokens)/Σ tokens,
 * nats/token.
 *
 * <p>What is a token depends on the labels. With {@code [b, n]} each example is one; with sequences
 * {@code [b, n, T]} each step is one, unless a labels mask of {@code [b, T]} has a 0 there. Where
 * only the features have a mask over the same steps, it holds for the labels too. Labels may be
 * one-hot or, under a sparse loss, {@code [b, 1, T]} of ids. Every token weighs the same, however
 * the examples fall into batches. Regularisation is left out: the loss is that of the data alone.
 *
 * <p>The network is evaluated in inference mode through a second network over the same parameters:
 * a call changes nothing about the model, its masks and inputs included, and no listener is called.
 * Iterators are reset before and after.
 *
 * <p>Safe for use by several threads, which wait for each other.
 */
public final class DomainLossEvaluator {
  private final ImmutableMap<String, DataSetIterator> validation;
  private final NetworkView views = new NetworkView();

  private DomainLossEvaluator(ImmutableMap<String, DataSetIterator> validation) {
    this.validation = validation;
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
   * @param model a {@code MultiLayerNetwork}, or a {@code ComputationGraph} with one input and one
   *     output
   * @return nats/token by domain; not checked for being finite
   * @throws IllegalArgumentException if a set does not fit the network, has ids as labels that are
   *     no class of it, or a mask of other values than 0 and 1; the message names the domain
   * @throws IllegalStateException if a set is empty, has no token that counts, or could not be
   *     read; the message names the domain
   */
  public ImmutableMap<String, Double> losses(Model model) {
    notNull(model, "model");
    return ImmutableMap.copyOf(Maps.transformValues(tokenLosses(model), TokenLoss::perToken));
  }

  /**
   * Measures the loss of every domain, with its number of tokens.
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
        (domain, data) ->
            losses.put(domain, measure(view, data, "validation set of domain '" + domain + "'")));
    return losses.buildOrThrow();
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
    Nd4jBackend.require();
    requireReset(data, "validation set");
    return measure(Network.of(model).view(), data, "validation set");
  }

  private static TokenLoss measure(Network view, DataSetIterator data, String what) {
    return OutsideWorkspaces.get(() -> measureOutside(view, data, what));
  }

  private static TokenLoss measureOutside(Network view, DataSetIterator data, String what) {
    try {
      var unused = ReadingClaim.of("the " + what, data);
      data.reset();
      PrefetchWatch prefetchers = new PrefetchWatch(data);
      checkState(hasNext(data, prefetchers), "%s is empty: it has no batch after reset()", what);
      TokenLoss sum = TokenLoss.NONE;
      while (hasNext(data, prefetchers)) {
        DataSet batch = LabelMasks.complete(data.next(), what);
        long tokens = LabelMasks.tokens(batch);
        if (tokens > 0) {
          SparseLabels.requireClasses(view.outputLayer(), batch, what);
          sum = sum.plus(new TokenLoss(view.totalLoss(batch), tokens));
        }
      }
      checkState(sum.tokens() > 0, "%s has no token that counts: every label is masked", what);
      data.reset();
      return sum;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw named(e, what);
    } catch (RuntimeException e) {
      throw new IllegalStateException(what + " could not be evaluated: " + e.getMessage(), e);
    } catch (Error e) {
      e.addSuppressed(new IllegalStateException(what + " could not be evaluated: " + e));
      throw e;
    }
  }

  private static boolean hasNext(DataSetIterator data, PrefetchWatch prefetchers) {
    prefetchers.await();
    return data.hasNext();
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

  private static void requireReset(DataSetIterator data, String what) {
    checkArgument(
        data.resetSupported(),
        "%s cannot be reset, so it could be read only once; give an iterator whose"
            + " resetSupported() is true",
        what);
  }

  /** Collects validation sets. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<String, DataSetIterator> validation = new LinkedHashMap<>();
    private final DataRoles roles = new DataRoles();

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
      checkArgument(!domain.isBlank(), "a validation set needs the name of its domain");
      checkArgument(!validation.containsKey(domain), "domain '%s' has two validation sets", domain);
      requireReset(data, "validation set of domain '" + domain + "'");
      roles.add(DataRoles.validation(domain), data);
      validation.put(domain, data);
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
      return new DomainLossEvaluator(ImmutableMap.copyOf(validation));
    }
  }
}
