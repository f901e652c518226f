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
  private static final Logger LOGGER = Logger.getLogger(VersaTune.class.getName());

  private final List<String> heard = new ArrayList<>();

  /** Begins to hear. */
  public Warnings() {
    LOGGER.addHandler(this);
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
    LOGGER.removeHandler(this);
  }
}
