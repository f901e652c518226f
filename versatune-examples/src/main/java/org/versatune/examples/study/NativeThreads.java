// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import org.nd4j.linalg.factory.Nd4j;

/**
 * Keeps the native arithmetic of a training on the training's own thread.
 *
 * <p>The usual way, the environment variable {@code OMP_NUM_THREADS=1}, has to be set before the
 * Java virtual machine starts. These two calls save the same processor time from inside (two
 * trainings side by side on two cores took 100 instead of 133 ms of it a step): the first keeps
 * matrix multiplications on one thread, the second ND4J's own operations. {@code
 * Environment.setMaxThreads} has no effect in ND4J 1.0.0-M2.1.
 */
final class NativeThreads {
  private NativeThreads() {}

  /** Sets what holds for the whole process. */
  static void limit() {
    Nd4j.factory().blas().setMaxThreads(1);
    Nd4j.getEnvironment().setMaxMasterThreads(1);
  }
}
