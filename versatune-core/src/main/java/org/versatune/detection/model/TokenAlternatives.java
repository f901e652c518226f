// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;

/**
 * One token of an answer with what the model could have written in its place.
 *
 * <p>A token may be a part of a character. So texts of tokens are bytes of UTF-8, as strings of one
 * char for each byte.
 *
 * @param token the bytes of the token
 * @param logProbability its natural logarithm of probability, given the tokens before
 * @param others the most probable tokens at this place, by bytes, with theirs; may hold the token
 */
record TokenAlternatives(String token, double logProbability, ImmutableMap<String, Double> others) {

  /** The bytes of a text. */
  static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  /** The text that bytes are, without a character at their end of which a part is missing. */
  static String text(String bytes) {
    int end = bytes.length();
    int first = end - 1;
    while (first >= 0 && first > end - 4 && (bytes.charAt(first) & 0xC0) == 0x80) {
      first--;
    }
    if (first >= 0 && bytes.charAt(first) >= 0xC0) {
      int lead = bytes.charAt(first);
      int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
      end = first + length > end ? first : end;
    }
    return new String(bytes.substring(0, end).getBytes(ISO_8859_1), UTF_8);
  }
}
