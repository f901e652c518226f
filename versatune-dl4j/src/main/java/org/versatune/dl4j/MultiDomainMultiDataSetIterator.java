// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.versatune.VersaTune;

/**
 * Gives the training data of all domains as one iterator for graphs with several inputs or outputs:
 * each batch is mixed example by example as the run draws domains.
 *
 * <p>Everything that {@link MultiDomainDataSetIterator} says of sources, epochs, prefetching,
 * several workers and saving holds here too. All domains give the same number of input and output
 * arrays, each with the same shape but for the number of time steps. Each array has its own mask:
 * it is padded and masked if its examples have unequal length, and masked if only some of its
 * examples have a mask. A domain that has no labels for one of the outputs gives that output any
 * labels and a mask of zeros, {@code [b, 1]}.
 *
 * <p>Safe for use by one drawing thread beside one training thread. A run feeds one iterator.
 */
public final class MultiDomainMultiDataSetIterator implements MultiDataSetIterator {
  private static final long serialVersionUID = 1L;

  private final transient DomainBatches<MultiDataSet> batches;
  private transient volatile @Nullable MultiDataSetPreProcessor preProcessor;

  private MultiDomainMultiDataSetIterator(Builder builder) {
    this.batches = builder.mixed(BatchForm.multiDataSets(this::getPreProcessor));
  }

  /**
   * Starts an iterator.
   *
   * @param run the run that draws domains
   * @return a builder
   */
  public static Builder builder(VersaTune run) {
    notNull(run, "run");
    return new Builder(run);
  }

  /**
   * Returns where each example of a batch comes from.
   *
   * @param batch a batch of such an iterator, however it got here
   * @return one origin a row; empty if the batch is of another iterator
   */
  public static ImmutableList<ExampleOrigin> originsOf(MultiDataSet batch) {
    notNull(batch, "batch");
    return ExampleOrigin.among(batch.getExampleMetaData());
  }

  /**
   * Returns the domain of each example of a batch.
   *
   * @param batch a batch of such an iterator, however it got here
   * @return one name a row; empty if the batch is of another iterator
   */
  public static ImmutableList<String> domainsOf(MultiDataSet batch) {
    return originsOf(batch).stream()
        .map(ExampleOrigin::domain)
        .collect(ImmutableList.toImmutableList());
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
   * Returns the next batch; the last of an epoch may have fewer examples.
   *
   * @return features, labels, masks where there are any, and an {@link ExampleOrigin} for each
   *     example as its metadata
   * @throws NoSuchElementException if the epoch is over
   * @throws IllegalStateException as for {@link MultiDomainDataSetIterator#next()}
   * @throws IllegalArgumentException as for {@link MultiDomainDataSetIterator#next()}, or if a
   *     domain gives another number of arrays
   */
  @Override
  public MultiDataSet next() {
    return next(batches.batchSize());
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
  @Override
  public MultiDataSet next(int num) {
    return batches.next(num);
  }

  /**
   * Begins the next epoch, as {@link MultiDomainDataSetIterator#reset()} does: weights, positions
   * and random state stay.
   */
  @Override
  public void reset() {
    batches.reset();
  }

  /**
   * Returns whether epochs can follow one another.
   *
   * @return always true: {@link #reset()} does not reset the sources
   */
  @Override
  public boolean resetSupported() {
    return true;
  }

  /**
   * Returns whether Deeplearning4j may fetch batches ahead on another thread.
   *
   * @return as set by {@link Builder#prefetch}, false by default
   * @throws IllegalStateException if a trainer that clones the network asks, and a {@link
   *     MixtureListener} serves the run
   */
  @Override
  public boolean asyncSupported() {
    return batches.asyncSupported();
  }

  /**
   * Sets a preprocessor of whole mixed batches. The sources keep their own.
   *
   * @param value null for none
   */
  @Override
  public void setPreProcessor(@Nullable MultiDataSetPreProcessor value) {
    preProcessor = value;
  }

  @Override
  public @Nullable MultiDataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  /**
   * Refuses: positions are saved by the run's snapshot.
   *
   * @param out not written to
   * @throws NotSerializableException always
   */
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(
        "a MultiDomainMultiDataSetIterator is saved by the snapshot of its run; see"
            + " NetworkCheckpoint");
  }

  /** Collects sources and options. Not safe for use by several threads. */
  public static final class Builder extends IteratorBuilder<MultiDataSetIterator, Builder> {
    private Builder(VersaTune run) {
      super(run);
    }

    @Override
    Builder self() {
      return this;
    }

    @Override
    BatchReader reader(MultiDataSetIterator source) {
      return BatchReader.of(source);
    }

    /**
     * Finishes the iterator. On a resumed run it goes to the saved position.
     *
     * @return the iterator
     * @throws IllegalArgumentException as for {@link MultiDomainDataSetIterator.Builder#build}
     * @throws IllegalStateException as for {@link MultiDomainDataSetIterator.Builder#build}
     */
    public MultiDomainMultiDataSetIterator build() {
      return new MultiDomainMultiDataSetIterator(this);
    }
  }
}
