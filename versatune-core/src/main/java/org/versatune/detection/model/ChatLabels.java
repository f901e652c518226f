// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.versatune.internal.Json;

/**
 * The labels that a chat model may answer with, and the strict reading of its answers.
 *
 * <p>An answer counts where it is one label and nothing else: alone, in quotes or bold, or as the
 * only field of a JSON object; case, the form of Unicode and surrounding punctuation do not matter,
 * and accents do. A label in a sentence does not count, since "not law" holds a label too.
 */
final class ChatLabels {
  /** The answer for a text that belongs nowhere. */
  static final String NONE = "none of these";

  /** The field of a structured answer. */
  static final String FIELD = "domain";

  private static final Pattern THOUGHTS = Pattern.compile("(?s)^\\s*<think>.*?</think>");
  private static final Pattern FENCE = Pattern.compile("^```\\w*");

  /** Not by a regular expression: one takes hours for a megabyte of blanks before a word. */
  private static final CharMatcher AROUND =
      CharMatcher.whitespace().or(CharMatcher.anyOf("\"'`*_«»“”"));

  private static final CharMatcher BEFORE = AROUND.or(CharMatcher.is('„'));
  private static final CharMatcher BEHIND = AROUND.or(CharMatcher.is('.'));

  /** What the capital I with a dot is made of, beside the I. */
  private static final int COMBINING_DOT = 0x307;

  private final ImmutableList<String> domains;
  private final Map<String, Integer> positions = new HashMap<>();

  ChatLabels(List<String> domains) {
    this.domains = ImmutableList.copyOf(domains);
    positions.put(plain(NONE), domains.size());
    for (int i = 0; i < domains.size(); i++) {
      String name = plain(domains.get(i));
      Integer other = positions.putIfAbsent(name, i);
      checkArgument(
          !name.isEmpty() && (other == null || other < domains.size()),
          "'%s' cannot name a domain, since a model could not answer with it; rename it",
          domains.get(i));
      checkArgument(
          other == null,
          "a model's answers could not tell the domains '%s' and '%s' apart; rename one",
          other == null ? "" : domains.get(other),
          domains.get(i));
      checkArgument(
          read(domains.get(i)).equals(Optional.of(i)),
          "'%s' cannot name a domain, since the answer would be read as JSON or as thoughts; rename"
              + " it",
          domains.get(i));
    }
  }

  ImmutableList<String> domains() {
    return domains;
  }

  /** The domains and, behind them, the answer for a text that belongs nowhere. */
  ImmutableList<String> all() {
    return ImmutableList.<String>builder().addAll(domains).add(NONE).build();
  }

  /**
   * Reads an answer.
   *
   * @return the position in {@link #all()}; empty where the answer is no label
   */
  Optional<Integer> read(String answer) {
    String text = THOUGHTS.matcher(answer).replaceFirst("").strip();
    Matcher fence = FENCE.matcher(text);
    if (text.endsWith("```") && fence.find() && fence.end() <= text.length() - 3) {
      text = text.substring(fence.end(), text.length() - 3).strip();
    }
    return Optional.ofNullable(positions.get(plain(text.startsWith("{") ? field(text) : text)));
  }

  private static String field(String json) {
    try {
      return Json.read(json) instanceof Map<?, ?> object
              && object.size() == 1
              && object.get(FIELD) instanceof String value
          ? value
          : "";
    } catch (IllegalArgumentException e) {
      return ""; // Half an answer, which is no label.
    }
  }

  /** A label without what does not tell labels apart. */
  static String plain(String label) {
    return BEHIND.trimTrailingFrom(withoutMarks(folded(label)));
  }

  /** Without blanks, quotes and the like in front. */
  static String withoutMarks(String text) {
    return BEFORE.trimLeadingFrom(text);
  }

  /**
   * A text without differences of case and of the form of Unicode. Each character is folded by
   * itself, whatever is around it, so the beginning of a label folds to the beginning of the folded
   * label: accents are apart from their letters, ligatures are letters, and the Turkish letters i
   * are one.
   */
  static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFKD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
        .forEach(
            c -> {
              int last = folded.length() - 1;
              if (c == '\u00DF') {
                folded.append("ss");
              } else if (!(c == COMBINING_DOT && last >= 0 && folded.charAt(last) == 'i')) {
                folded.appendCodePoint(c);
              }
            });
    return folded.toString();
  }
}
