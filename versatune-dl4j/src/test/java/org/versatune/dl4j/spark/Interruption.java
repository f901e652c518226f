// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is to happen to this process, and where: it says that it waits and waits to be killed, or an
 * executor ends. Properties of the JVM say so, which executors have too.
 */
final class Interruption {
  static final String FIT = "fit";
  static final String EVALUATE = "evaluate";
  static final String SAVE = "save";

  /** The property that names where the process waits. */
  static final String WAIT = "versatune.wait";

  /** The property with a file that one executor makes before it ends, where it fits. */
  static final String HALT = "versatune.halt";

  static final String WAITS = "A task waits.";

  /** Calls after which it happens, in the middle of a round of {@link TrainingProcess}. */
  private static final int AFTER = 6;

  /** The round in which a driver waits. */
  private static final int ROUND = 2;

  private static final AtomicInteger calls = new AtomicInteger();
  private static volatile int round;

  private Interruption() {}

  static void round(long number) {
    round = (int) number;
    calls.set(0);
  }

  static void at(String place) {
    String halt = System.getProperty(HALT);
    if (halt != null && place.equals(FIT) && calls.incrementAndGet() == AFTER) {
      halt(Path.of(halt));
    }
    if (round == ROUND
        && place.equals(System.getProperty(WAIT))
        && (place.equals(SAVE) || calls.incrementAndGet() == AFTER)) {
      waitForEver();
    }
  }

  private static void halt(Path once) {
    try {
      if (!Files.exists(once)) {
        Files.createFile(once);
        Runtime.getRuntime().halt(137);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void waitForEver() {
    System.out.println(WAITS);
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
