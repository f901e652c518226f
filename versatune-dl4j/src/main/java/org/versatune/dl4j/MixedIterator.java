// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives mixed batches through the methods that Deeplearning4j's two kinds of iterator both have.
 *
 * @param <D> the kind of batch
 * @param <P> the kind of preprocessor
 */
abstract sealed class MixedIterator<D, P> extends ResettableIterator<P> implements Iterator<D>
    permits MultiDomainDataSetIterator, MultiDomainMultiDataSetIterator {
  private static final long serialVersionUID = 1L;

  private final transient DomainBatches<D> batches;

  /**
   * Finishes an iterator.
   *
   * @param form makes its batches, given the preprocessor that was set last
   */
  MixedIterator(IteratorBuilder<?, ?> builder, Function<Supplier<@Nullable P>, BatchForm<D>> form) {
    this.batches = builder.mixed(form.apply(this::getPreProcessor));
  }

  final DomainBatches<D> batches() {
    return batches;
  }

  /**
   * Returns whether the epoch has another batch.
   *
   * @return false at the end of an epoch; {@link #reset()} begins the next
   */
  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  /**
   * Returns the next batch, of as many examples as the builder's {@code batchSize} says; the last
   * of an epoch may have fewer.
   *
   * @return features, labels, masks where there are any, and an {@link ExampleOrigin} for each
   *     example as its metadata
   * @throws NoSuchElementException if the epoch is over
   * @throws IllegalStateException if a source is empty, failed or ran out under {@link
   *     ExhaustionPolicy#FAIL}; the message names the domain. The batch is kept and begun again by
   *     the next call
   * @throws IllegalArgumentException if a source's examples do not fit those of the others, a
   *     domain gives another number of arrays, or a labels mask holds other values than 0 and 1;
   *     the message names the domain
   */
  @Override
  public D next() {
    return batches.next(batches.batchSize());
  }

  /**
   * Returns the next batch, of a size of its own.
   *
   * @param num how many examples at most, at least 1
   * @return as for {@link #next()}
   * @throws NoSuchElementException if the epoch is over
   * @throws IllegalStateException as for {@link #next()}
   * @throws IllegalArgumentException as for {@link #next()}, or if the number is below 1
   */
  public D next(int num) {
    return batches.next(num);
  }

  /**
   * Begins the next epoch; it does not reset the sources. Weights, positions of the sources and
   * random state stay; batches that were handed out but, as the listener knows, not trained come
   * first.
   */
  public void reset() {
    batches.reset();
  }

  /**
   * Returns whether Deeplearning4j may fetch batches ahead on another thread.
   *
   * @return as set by the builder's {@code prefetch}, false by default
   * @throws IllegalStateException if a trainer that clones the network asks, and a {@link
   *     MixtureListener} serves the run
   */
  public boolean asyncSupported() {
    return batches.asyncSupported();
  }

  @Override
  String savedBy() {
    return "is saved by the snapshot of its run; see NetworkCheckpoint";
  }
}
