// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Hears what a run warns of. */
public final class Warnings extends Handler implements AutoCloseable {
  private final List<String> heard = new ArrayList<>();
  private final Logger logger;

  /** Begins to hear. */
  public Warnings() {
    this(VersaTune.class);
  }

  /**
   * Begins to hear another class.
   *
   * @param speaker what has the log
   */
  @SuppressWarnings("this-escape")
  public Warnings(Class<?> speaker) {
    logger = Logger.getLogger(speaker.getName());
    logger.addHandler(this);
  }

  /** {@return the warnings so far} */
  public List<String> heard() {
    return heard;
  }

  @Override
  public void publish(LogRecord message) {
    if (message.getLevel().intValue() >= Level.WARNING.intValue()) {
      heard.add(new SimpleFormatter().formatMessage(message));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
