// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import java.util.regex.Pattern;

/**
 * Takes what looks like a secret key out of a message: people paste keys into wrong places, and
 * messages end in logs.
 */
final class KeyLike {
  static final String HIDDEN = "… (not shown: it looks like a key)";

  /**
   * How the keys of services begin, with what follows. Most have a prefix of their own. A digit or
   * a capital tells them from names such as {@code hf_datasets/law.jsonl}.
   */
  private static final Pattern KNOWN =
      Pattern.compile(
          "(?<![A-Za-z0-9])((?:sk|pk|rk|gsk|hf|r8|xai|pplx|nvapi|ya29|ghp|gho|ghu|ghs|ghr|github_pat"
              + "|glpat|xox[abp]|Bearer)[-_. ]|AKIA|ASIA|AIza|eyJ)(?=[a-z+=_~-]*[A-Z0-9])"
              + "[A-Za-z0-9+/=_.~-]{12,}");

  /** Long, of letters and digits, and no path: nobody calls a command or a file like that. */
  private static final Pattern RANDOM =
      Pattern.compile("(?=[^A-Za-z]*[A-Za-z])(?=[^0-9]*[0-9])[A-Za-z0-9+=_~-]{24,}");

  private KeyLike() {}

  /** A message without what begins as keys of services do. */
  static String hidden(String message) {
    return KNOWN.matcher(message).replaceAll("$1" + HIDDEN);
  }

  /** An argument that nothing was expected of, which may be any key. */
  static String hiddenArgument(String argument) {
    String hidden = hidden(argument);
    return hidden.equals(argument) && RANDOM.matcher(argument).matches()
        ? argument.substring(0, 2) + HIDDEN
        : hidden;
  }
}
