// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import dev.langchain4j.model.output.FinishReason;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says in the log what is odd about the answers of a model, each kind once for a judge: a user
 * whose texts are all declined must learn why. No text and no answer is quoted.
 */
final class ChatNotes {
  private static final System.Logger LOG = System.getLogger(ChatModelJudge.class.getName());
  private static final String AGAIN = "; such a text is asked for once more and then declined. ";

  private final Set<String> said = ConcurrentHashMap.newKeySet();

  private void say(System.Logger.Level level, String format, Object... arguments) {
    if (said.add(format)) {
      LOG.log(level, format, arguments);
    }
  }

  /** Two domains that the model cannot tell apart by what it is shown of them. */
  static void sameDescriptions(Map<String, String> descriptions) {
    Map<String, String> seen = new HashMap<>();
    descriptions.forEach(
        (domain, description) -> {
          String other = seen.putIfAbsent(description.strip().toLowerCase(Locale.ROOT), domain);
          if (other != null) {
            LOG.log(
                System.Logger.Level.WARNING,
                "domains ''{0}'' and ''{1}'' have the same description, so the model can tell them"
                    + " apart by their names alone; describe each",
                other,
                domain);
          }
        });
  }

  /** The server took no text of that length. */
  void tooLong(int characters) {
    say(
        System.Logger.Level.WARNING,
        "the server takes no text of {0} characters with the question, so each text that is too long"
            + " for it is judged by its first half, quarter or less; lower longestText, or ask a"
            + " model with a longer context",
        Integer.toString(characters));
  }

  /** The model did not want to judge a text. */
  void refused() {
    say(
        System.Logger.Level.WARNING,
        "the model refused a text" + AGAIN + "Another model may judge it");
  }

  /** The provider did not let the model see a text, or us the answer. */
  void filtered() {
    say(
        System.Logger.Level.WARNING,
        "the provider refused a text, or the answer to it, by a filter; such a text is declined at"
            + " once. Another provider may judge it");
  }

  /** An answer that is no label. */
  void noLabel(String answer, @Nullable FinishReason reason) {
    if (reason == FinishReason.LENGTH) {
      say(
          System.Logger.Level.WARNING,
          "an answer was cut off at the limit of tokens before its label"
              + AGAIN
              + "Raise the limit of the model or of its server, or take a model that does not think"
              + " aloud");
    } else if (reason == FinishReason.CONTENT_FILTER) {
      filtered();
    } else if (answer.isBlank()) {
      say(
          System.Logger.Level.WARNING,
          "an answer was empty"
              + AGAIN
              + "A server that keeps the thoughts of a model apart may have a limit of tokens that"
              + " they use up");
    } else {
      say(
          System.Logger.Level.WARNING,
          "an answer of {0} characters was no name of a domain"
              + AGAIN
              + "Bind answers to a JSON schema where the server keeps to one, or ask another model",
          Integer.toString(answer.length()));
    }
  }

  /** An answer whose tokens say nothing of its label. */
  void noLogProbabilities() {
    say(
        System.Logger.Level.INFO,
        "an answer came without log-probabilities of its label: such an answer counts as a whole"
            + " label; votes(n) gives shares");
  }
}
