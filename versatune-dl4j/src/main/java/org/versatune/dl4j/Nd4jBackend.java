// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Checks the ND4J backend, and says what to do if it is missing or cannot run. The backend is the
 * user's choice and not among this library's dependencies.
 *
 * <p>Without this check ND4J fails with an {@code ExceptionInInitializerError} the first time and
 * with a {@code NoClassDefFoundError} of some other class afterwards; neither names the cause. On
 * an NVIDIA card for which its CUDA backend has no code, it seems to hang at the first array
 * ({@link CudaCard}).
 *
 * <p>Safe for use by any number of threads.
 */
public final class Nd4jBackend {
  private static final String VERSION = "1.0.0-M2.1";

  private Nd4jBackend() {}

  private record Failure(String message, @Nullable Throwable cause) {}

  /** Tried once; the answer stays for every later call. */
  private static final class Attempt {
    static final @Nullable Failure FAILURE = load();
  }

  /**
   * Makes sure that ND4J works. Every entry point of this package calls it.
   *
   * @throws MissingBackendException if there is no backend on the class path, its native library
   *     does not load, or it cannot run here; the message says what to do, and names the
   *     dependencies to add
   */
  public static void require() {
    Failure failure = Attempt.FAILURE;
    if (failure != null) {
      throw new MissingBackendException(failure.message(), failure.cause());
    }
  }

  /**
   * Returns whether the backend computes on an NVIDIA card.
   *
   * @return true for {@code nd4j-cuda}
   * @throws MissingBackendException as for {@link #require}
   */
  public static boolean isCuda() {
    require();
    return computesOnCards();
  }

  private static boolean computesOnCards() {
    return name().contains("cublas") || name().contains("cuda");
  }

  private static String name() {
    return Nd4j.getBackend().getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** Asked once: the backend does not change. */
  private static final class InMemory {
    static final boolean ANSWER = name().contains("cpu");
  }

  /**
   * Whether the values of an array are always where its buffer points, as on the CPU; on a card the
   * newest may be in the card's memory.
   */
  static boolean keepsArraysInMemory() {
    return InMemory.ANSWER;
  }

  private static @Nullable Failure load() {
    try {
      if (computesOnCards()) {
        Optional<String> problem = CudaCard.problem(cards());
        if (problem.isPresent()) {
          return new Failure(problem.get(), null);
        }
      }
      Nd4j.zeros(1).addi(1);
      return null;
    } catch (LinkageError | RuntimeException e) {
      return new Failure(explain(e), e);
    }
  }

  private static ImmutableList<CudaCard> cards() {
    NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    return IntStream.range(0, ops.getAvailableDevices())
        .mapToObj(
            number ->
                new CudaCard(
                    number,
                    ops.getDeviceName(number),
                    ops.getDeviceMajor(number),
                    ops.getDeviceMinor(number)))
        .collect(ImmutableList.toImmutableList());
  }

  /** The backends that are on the class path, none of which can run, and why: empty for none. */
  private static String unavailable() {
    List<String> reasons = new ArrayList<>();
    for (org.nd4j.linalg.factory.Nd4jBackend backend :
        ServiceLoader.load(org.nd4j.linalg.factory.Nd4jBackend.class)) {
      try {
        if (!backend.isAvailable()) {
          reasons.add(backend.getClass().getSimpleName());
        }
      } catch (LinkageError | RuntimeException e) {
        reasons.add(backend.getClass().getSimpleName() + ": " + Throwables.getRootCause(e));
      }
    }
    return String.join("; ", reasons);
  }

  private static String explain(Throwable failure) {
    Throwable root = Throwables.getRootCause(failure);
    boolean none =
        Throwables.getCausalChain(failure).stream()
            .anyMatch(t -> t.getClass().getSimpleName().equals("NoAvailableBackendException"));
    String unavailable = none ? unavailable() : "";
    if (!unavailable.isEmpty()) {
      return "the ND4J backend on the class path cannot run on this machine ("
          + unavailable
          + "). A CUDA backend needs an NVIDIA card and its driver; without them take"
          + " org.nd4j:nd4j-native-platform:"
          + VERSION
          + " in its place";
    }
    if (none) {
      return "no ND4J backend is on the class path. Add one, for example for the CPU:"
          + " org.nd4j:nd4j-native-platform:"
          + VERSION
          + " (every platform), or the smaller org.nd4j:nd4j-native:"
          + VERSION
          + " with and without your platform's classifier (linux-x86_64, macosx-arm64,"
          + " windows-x86_64, …); for NVIDIA cards up to compute capability 8.9"
          + " org.nd4j:nd4j-cuda-11.6-platform:"
          + VERSION;
    }
    if (Throwables.getCausalChain(failure).stream()
        .anyMatch(UnsatisfiedLinkError.class::isInstance)) {
      return "an ND4J backend is on the class path, but its native library did not load ("
          + root.getMessage()
          + "). Add the jars with the classifier of your platform: for"
          + " linux-x86_64 org.nd4j:nd4j-native:"
          + VERSION
          + ":linux-x86_64, org.bytedeco:openblas:0.3.19-1.5.7:linux-x86_64 and"
          + " org.bytedeco:javacpp:1.5.7:linux-x86_64; org.nd4j:nd4j-native-platform:"
          + VERSION
          + " brings them for every platform";
    }
    return "ND4J did not start: " + root;
  }
}
