package org.versatune.dl4j;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Takes the place of a batch that could not be drawn, on a thread that draws ahead: whoever looks
 * into it throws what was thrown there. On a prefetcher's own thread, which looks at every array to
 * move it to its device, it holds none.
 *
 * <p>Deeplearning4j's prefetcher does not tell its consumer of an error: the consumer goes on
 * waiting for a batch that never comes. A batch always arrives, and {@code fit} looks into each.
 *
 * <p>Safe for use by several threads.
 */
final class FailedBatch extends DataSet {
  private static final long serialVersionUID = 1L;

  private final transient DrawFailure failure;
  private final transient Thread drawer;
  private final transient boolean interrupted;
  private transient boolean handedOut;

  /**
   * Takes the interrupt of this thread away, for the prefetcher would drop the batch otherwise;
   * {@link #end} gives it back.
   */
  FailedBatch(DrawFailure failure) {
    this.failure = failure;
    this.drawer = Thread.currentThread();
    this.interrupted = Thread.interrupted();
  }

  /** Whether the thread was interrupted, which is how a prefetcher is shut down. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /** Whether it takes the place of a batch of this thread. */
  boolean isOfThisThread() {
    return drawer == Thread.currentThread();
  }

  /** Whether the thread still has to be given it, once. */
  boolean isDue() {
    return !handedOut;
  }

  FailedBatch handOut() {
    handedOut = true;
    return this;
  }

  /** The thread has got it and asks for more: there is nothing, and it may end. */
  boolean end() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Override
  public @Nullable INDArray getFeatures() {
    failure.throwElsewhere();
    return null;
  }

  @Override
  public @Nullable INDArray getLabels() {
    failure.throwElsewhere();
    return null;
  }

  @Override
  public @Nullable INDArray getFeaturesMaskArray() {
    failure.throwElsewhere();
    return null;
  }

  @Override
  public @Nullable INDArray getLabelsMaskArray() {
    failure.throwElsewhere();
    return null;
  }

  @Override
  public boolean hasMaskArrays() {
    throw failure.rethrow();
  }

  @Override
  public List<Serializable> getExampleMetaData() {
    throw failure.rethrow();
  }

  @Override
  public int numExamples() {
    throw failure.rethrow();
  }

  @Override
  public boolean isEmpty() {
    throw failure.rethrow();
  }

  @Override
  public DataSet copy() {
    throw failure.rethrow();
  }

  @Override
  public List<DataSet> asList() {
    throw failure.rethrow();
  }

  @Override
  public Iterator<DataSet> iterator() {
    throw failure.rethrow();
  }

  @Override
  public String toString() {
    return "a batch that could not be drawn";
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  // Called on the drawing thread by prefetchers.

  @Override
  public MultiDataSet toMultiDataSet() {
    return new OfGraph(failure);
  }

  @Override
  public void migrate() {}

  @Override
  public void detach() {}

  @Override
  public long getMemoryFootprint() {
    return 0;
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(toString());
  }

  /** The same for graphs, which are trained on batches of several inputs and outputs. */
  private static final class OfGraph extends org.nd4j.linalg.dataset.MultiDataSet {
    private static final long serialVersionUID = 1L;

    private final transient DrawFailure failure;

    OfGraph(DrawFailure failure) {
      this.failure = failure;
    }

    @Override
    public INDArray @Nullable [] getFeatures() {
      failure.throwElsewhere();
      return null;
    }

    @Override
    public INDArray getFeatures(int index) {
      throw failure.rethrow();
    }

    @Override
    public INDArray @Nullable [] getLabels() {
      failure.throwElsewhere();
      return null;
    }

    @Override
    public INDArray getLabels(int index) {
      throw failure.rethrow();
    }

    @Override
    public INDArray @Nullable [] getFeaturesMaskArrays() {
      failure.throwElsewhere();
      return null;
    }

    @Override
    public INDArray @Nullable [] getLabelsMaskArrays() {
      failure.throwElsewhere();
      return null;
    }

    @Override
    public int numFeatureArrays() {
      throw failure.rethrow();
    }

    @Override
    public int numLabelsArrays() {
      throw failure.rethrow();
    }

    @Override
    public boolean hasMaskArrays() {
      throw failure.rethrow();
    }

    @Override
    public List<Serializable> getExampleMetaData() {
      throw failure.rethrow();
    }

    @Override
    public boolean isEmpty() {
      throw failure.rethrow();
    }

    @Override
    public String toString() {
      return "a batch that could not be drawn";
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public void migrate() {}

    @Override
    public void detach() {}

    @Override
    public long getMemoryFootprint() {
      return 0;
    }
  }
}
