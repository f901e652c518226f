package org.versatune.examples.study;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Keeps the native arithmetic of a training on the training's own thread.
 *
 * <p>The usual way, the environment variable {@code OMP_NUM_THREADS=1}, has to be set before the
 * Java virtual machine starts. These calls do the same from inside for what has an effect in ND4J
 * 1.0.0-M2.1: the pool of its operations, the matrix multiplications, and OpenMP, whose setting
 * belongs to the calling thread. ({@code Environment.setMaxThreads} is empty there.)
 */
final class NativeThreads {
  private NativeThreads() {}

  /** Sets what holds for the whole process. */
  static void limit() {
    Nd4j.getEnvironment().setMaxMasterThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }

  /** The same work, with OpenMP on the thread that does it limited to that thread. */
  static Runnable one(Runnable work) {
    return () -> {
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
      work.run();
    };
  }
}
