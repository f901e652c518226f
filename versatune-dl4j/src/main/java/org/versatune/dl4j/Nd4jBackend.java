package org.versatune.dl4j;

import com.google.common.base.Throwables;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The ND4J backend, which is the user's choice and not among this library's dependencies: says what
 * to add where it is missing.
 *
 * <p>Left to itself ND4J fails with an {@code ExceptionInInitializerError} the first time and with
 * a {@code NoClassDefFoundError} of some other class afterwards, neither of which names the cause.
 *
 * <p>Safe for use by any number of threads.
 */
public final class Nd4jBackend {
  private static final String VERSION = "1.0.0-M2.1";

  private Nd4jBackend() {}

  private record Failure(String message, Throwable cause) {}

  /** Tried once; the answer stays for every later call. */
  private static final class Attempt {
    static final @Nullable Failure FAILURE = load();
  }

  /**
   * Makes sure that ND4J works. Every entry point of this package calls it.
   *
   * @throws MissingBackendException if there is no backend on the class path, or its native library
   *     does not load; the message names the dependencies to add
   */
  public static void require() {
    Failure failure = Attempt.FAILURE;
    if (failure != null) {
      throw new MissingBackendException(failure.message(), failure.cause());
    }
  }

  /**
   * Whether the backend computes on an NVIDIA card.
   *
   * @return true for {@code nd4j-cuda}
   * @throws MissingBackendException as for {@link #require}
   */
  public static boolean isCuda() {
    require();
    return Nd4j.getBackend().getClass().getSimpleName().toLowerCase(Locale.ROOT).contains("cublas")
        || Nd4j.getBackend().getClass().getSimpleName().toLowerCase(Locale.ROOT).contains("cuda");
  }

  private static @Nullable Failure load() {
    try {
      Nd4j.getBackend();
      Nd4j.zeros(1).addi(1);
      return null;
    } catch (LinkageError | RuntimeException e) {
      return new Failure(explain(e), e);
    }
  }

  private static String explain(Throwable failure) {
    Throwable root = Throwables.getRootCause(failure);
    boolean none =
        Throwables.getCausalChain(failure).stream()
            .anyMatch(t -> t.getClass().getSimpleName().equals("NoAvailableBackendException"));
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
