// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.versatune.dl4j.MixtureListener;

/** What whoever runs a command reads of the cost of measuring. */
class MeasuringCostTest {
  @SuppressWarnings("try") // The scope is all that the words for the cost are for.
  @Test
  void theListenersAdviceIsPutIntoWordsOfTheCommandOnce() {
    StringWriter said = new StringWriter();
    List<String> heard = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord message) {
            heard.add(message.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(MixtureListener.class.getName());
    logger.addHandler(handler);
    System.Logger listener = System.getLogger(MixtureListener.class.getName());
    StudyLog log = new StudyLog(new PrintWriter(said, true), true);
    try (MeasuringCost unused = new MeasuringCost(log, "with a larger --budget it is less")) {
      for (int i = 0; i < 2; i++) {
        listener.log(
            System.Logger.Level.WARNING, MeasuringCost.BEGINNING + " of the time of training", 44);
      }
      listener.log(System.Logger.Level.WARNING, "something else");
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(heard).containsExactly("something else");
    assertThat(said.toString())
        .containsOnlyOnce(
            "measuring losses takes 44 % of the time of training; with a larger --budget");
    assertThat(logger.getFilter()).isNull();
  }

  /** The message is a constant of the class that logs it, so its wording cannot change unseen. */
  @Test
  void theListenerSaysItInTheWordsThatAreLookedFor() throws IOException {
    try (InputStream listener =
        requireNonNull(MixtureListener.class.getResourceAsStream("Measuring.class"))) {
      String constants = new String(listener.readAllBytes(), ISO_8859_1);
      assertThat(constants.contains(MeasuringCost.BEGINNING)).isTrue();
    }
  }
}
