// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.base.Defaults;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Takes the place of a batch that could not be drawn, on a thread that draws ahead, and throws what
 * was thrown there when a method of it is called. To a prefetcher's own thread, which looks at
 * every array to move it to its device, it has no arrays.
 *
 * <p>Deeplearning4j's prefetcher does not pass an error on to its consumer, which then waits for a
 * batch that never comes. A batch always arrives, and {@code fit} looks into each.
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

  /** Returns whether the thread was interrupted, which is how a prefetcher is shut down. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /** Returns whether it takes the place of a batch of this thread. */
  boolean isOfThisThread() {
    return drawer == Thread.currentThread();
  }

  /** Returns whether it was not handed out yet. */
  boolean isDue() {
    return !handedOut;
  }

  FailedBatch handOut() {
    handedOut = true;
    return this;
  }

  /** Returns that there is no further batch, and interrupts the thread again if it was. */
  boolean end() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Returns no array to a prefetcher, and throws elsewhere. */
  private @Nullable INDArray none() {
    failure.throwElsewhere();
    return null;
  }

  @Override
  public @Nullable INDArray getFeatures() {
    return none();
  }

  @Override
  public @Nullable INDArray getLabels() {
    return none();
  }

  @Override
  public @Nullable INDArray getFeaturesMaskArray() {
    return none();
  }

  @Override
  public @Nullable INDArray getLabelsMaskArray() {
    return none();
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
    return (MultiDataSet)
        Proxy.newProxyInstance(
            MultiDataSet.class.getClassLoader(),
            new Class<?>[] {MultiDataSet.class},
            this::answerForGraph);
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

  /** Answers a call to the batch in the form that graphs are trained on. */
  private @Nullable Object answerForGraph(
      Object batch, Method method, Object @Nullable [] arguments) {
    Class<?> type = method.getReturnType();
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> arguments != null && batch == arguments[0];
        case "hashCode" -> hashCode();
        default -> toString();
      };
    }
    // What returns void or long moves the batch or measures its memory: it looks into no array.
    if (type != void.class && type != long.class) {
      failure.throwElsewhere();
    }
    return Defaults.defaultValue(type);
  }
}
