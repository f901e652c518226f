// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.charset.StandardCharsets;

/**
 * Checks text for halves of surrogate pairs, which no encoding of Unicode can write.
 *
 * <p>Stateless and safe for use by any number of threads.
 */
public final class UnicodeText {
  private UnicodeText() {}

  /**
   * Finds the first half of a surrogate pair whose other half is missing.
   *
   * @param text any text
   * @return its position, −1 if every character is whole
   */
  public static int loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Refuses a name that could not be written to a file.
   *
   * @param what what the name is of, as the beginning of the message
   * @param name the name
   * @throws IllegalArgumentException if it holds half of a surrogate pair; the message says where
   */
  public static void checkWhole(String what, String name) {
    int lone = loneSurrogate(name);
    checkArgument(
        lone < 0,
        "%s '%s' holds half of a surrogate pair (character %s), which no file can hold: it was cut"
            + " in the middle of a character; give the whole character or leave it out",
        what,
        name,
        lone + 1);
  }

  /**
   * Makes a text writable.
   *
   * @param text any text
   * @return the same text, with a question mark for each half of a surrogate pair
   */
  public static String whole(String text) {
    return loneSurrogate(text) < 0
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
