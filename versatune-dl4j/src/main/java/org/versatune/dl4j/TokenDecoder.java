// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.versatune.internal.Given.notNull;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Turns the ids that a network wrote into text.
 *
 * <p>A lambda is enough for a vocabulary of your own. Implementations are called from one thread at
 * a time.
 */
@FunctionalInterface
public interface TokenDecoder {

  /**
   * Decodes one text.
   *
   * @param ids the ids in order, without those of beginning and end; possibly none
   * @return the text, possibly empty
   */
  String decode(int[] ids);

  /**
   * Returns a decoder of ids that are bytes of UTF-8. A model's bytes need not be well-formed:
   * malformed ones become U+FFFD, and ids outside 0 to 255 are left out.
   *
   * @return the decoder
   */
  static TokenDecoder utf8() {
    return ids -> {
      notNull(ids, "ids");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(ids.length);
      for (int id : ids) {
        if (id >= 0 && id <= 255) {
          bytes.write(id);
        }
      }
      return bytes.toString(StandardCharsets.UTF_8);
    };
  }
}
