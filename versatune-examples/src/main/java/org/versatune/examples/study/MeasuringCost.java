// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.versatune.dl4j.MixtureListener;

/**
 * Puts what the listener says of the cost of measuring into words of a study, once: its advice
 * names methods, and whoever runs a command has a budget and a plan.
 */
final class MeasuringCost implements AutoCloseable {
  /** How the listener's message begins; a test reads it there. */
  static final String BEGINNING = "Measuring takes {0} %";

  /** Held here, since a logger that nobody holds forgets its filter. */
  private static final Logger LOGGER = Logger.getLogger(MixtureListener.class.getName());

  private final StudyLog log;
  private final String advice;
  private final AtomicBoolean isSaid = new AtomicBoolean();

  /**
   * Begins to put it into other words.
   *
   * @param advice what to do, as the end of a sentence
   */
  MeasuringCost(StudyLog log, String advice) {
    this.log = log;
    this.advice = advice;
    LOGGER.setFilter(this::isForTheReader);
  }

  private boolean isForTheReader(LogRecord message) {
    if (message.getMessage() == null || !message.getMessage().startsWith(BEGINNING)) {
      return true;
    }
    if (!isSaid.getAndSet(true)) {
      Object[] numbers = message.getParameters();
      log.progress(
          "measuring losses takes "
              + (numbers == null || numbers.length == 0 ? "many" : numbers[0])
              + " % of the time of training; "
              + advice);
    }
    return false;
  }

  @Override
  public void close() {
    LOGGER.setFilter(null);
  }
}
