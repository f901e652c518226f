// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
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
public final class MultiDomainMultiDataSetIterator
    extends MixedIterator<MultiDataSet, MultiDataSetPreProcessor> implements MultiDataSetIterator {
  private static final long serialVersionUID = 1L;

  private MultiDomainMultiDataSetIterator(Builder builder) {
    super(builder, BatchForm::multiDataSets);
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
    return ExampleOrigin.domains(originsOf(batch));
  }

  /** Collects sources and options. Not safe for use by several threads. */
  public static final class Builder extends IteratorBuilder<MultiDataSetIterator, Builder> {
    private Builder(VersaTune run) {
      super(run, BatchReader::of);
    }

    @Override
    Builder self() {
      return this;
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
