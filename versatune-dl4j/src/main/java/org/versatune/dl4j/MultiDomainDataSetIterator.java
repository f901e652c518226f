// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.VersaTune;

/**
 * Gives the training data of all domains as one iterator for {@code fit}: each batch is mixed
 * example by example as the run draws domains.
 *
 * <p><b>Sources.</b> One {@code DataSetIterator} for each domain, with batches of any size; single
 * examples are taken out of them in order and the rest of a fetched batch is kept. Rows, sequences
 * (also ids {@code [b, T]}) and images can be mixed; sequences of unequal length are padded at the
 * end and masked. A source starts at its beginning. A source that shuffles should use a seed;
 * {@link ShuffledDataSetIterator} does, and can go to any position at once. The {@link
 * ExhaustionPolicy} of a source says what happens when it runs out.
 *
 * <p><b>An epoch</b> is a number of batches or examples set in the builder. By default it ends with
 * the first source under {@link ExhaustionPolicy#END_EPOCH}; without such a source, it has as many
 * examples as all domains together, if that number is known (the run was given domain sizes, or
 * every source is {@linkplain SeekableDataSetIterator seekable}). An epoch also ends when epoch
 * caps have used up every domain. {@link #reset()} begins the next epoch and changes nothing else:
 * weights, positions of sources and random state stay, and batches that were fetched ahead but not
 * trained come first.
 *
 * <p><b>Prefetching.</b> By default {@code asyncSupported()} is false, so that Deeplearning4j draws
 * each batch when it needs it; mixing costs about a hundredth of a training step. With {@link
 * Builder#prefetch} it draws ahead on another thread, which then waits before a batch whose weights
 * depend on a report still to come: both ways give the same batches. So does an {@code
 * AsyncDataSetIterator} around this iterator, made by hand or by early stopping. If the thread that
 * draws ahead throws an exception, {@code fit} throws it again when it comes to the batch that
 * could not be drawn.
 *
 * <p><b>Several workers.</b> On a run that is a {@linkplain org.versatune.RunBuilder#worker worker
 * of several}, the iterator gives that worker's examples. If all workers have the same sources in
 * the same order, they give together the examples that one process would, each once. A {@linkplain
 * SeekableDataSetIterator seekable} source skips the examples of other workers, in whole batches of
 * its own; from any other source they are read and dropped. The length of an epoch in examples is
 * that of all workers together, in batches that of each.
 *
 * <p><b>Saving.</b> The positions of the sources are part of every {@link VersaTune#snapshot()}. An
 * iterator built on a resumed run goes to the saved position, in the middle of an epoch too.
 *
 * <p>Safe for use by one drawing thread beside one training thread. A run feeds one iterator.
 */
public final class MultiDomainDataSetIterator extends MixedIterator<DataSet, DataSetPreProcessor>
    implements DataSetIterator {
  private static final long serialVersionUID = 1L;

  private MultiDomainDataSetIterator(Builder builder) {
    super(builder, BatchForm::dataSets);
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
  public static ImmutableList<ExampleOrigin> originsOf(DataSet batch) {
    notNull(batch, "batch");
    return ExampleOrigin.among(batch.getExampleMetaData());
  }

  /**
   * Returns the domain of each example of a batch.
   *
   * @param batch a batch of such an iterator, however it got here
   * @return one name a row; empty if the batch is of another iterator
   */
  public static ImmutableList<String> domainsOf(DataSet batch) {
    return ExampleOrigin.domains(originsOf(batch));
  }

  /**
   * Returns the number of examples in a batch.
   *
   * @return as set by {@link Builder#batchSize}
   */
  @Override
  public int batch() {
    return batches().batchSize();
  }

  private List<DataSetIterator> sources() {
    return Lists.transform(batches().sources(), each -> (DataSetIterator) each.reader().iterator());
  }

  /**
   * Returns the number of input columns, as the source of the first domain says.
   *
   * @return columns, or the size of a step in time
   */
  @Override
  public int inputColumns() {
    return sources().get(0).inputColumns();
  }

  /**
   * Returns the number of outcomes, as the source of the first domain says.
   *
   * @return classes or outputs
   */
  @Override
  public int totalOutcomes() {
    return sources().get(0).totalOutcomes();
  }

  /**
   * Returns the names of the labels, from the first source that knows them.
   *
   * @return null where none does
   */
  @Override
  public @Nullable List<String> getLabels() {
    for (DataSetIterator source : sources()) {
      List<String> labels = source.getLabels();
      if (labels != null) {
        return labels;
      }
    }
    return null;
  }

  /** Collects sources and options. Not safe for use by several threads. */
  public static final class Builder extends IteratorBuilder<DataSetIterator, Builder> {
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
     * @throws IllegalArgumentException if a domain has no source, nothing says how long an epoch
     *     is, or a source is, or reads, an iterator that the run's listener measures on
     * @throws IllegalStateException if the run feeds another iterator already, or was saved with
     *     another batch size, length of an epoch, policy or other data (by size, first and last
     *     example where a source is {@linkplain SeekableDataSetIterator seekable}) and {@link
     *     #acceptChanges} was not called
     */
    public MultiDomainDataSetIterator build() {
      return new MultiDomainDataSetIterator(this);
    }
  }
}
