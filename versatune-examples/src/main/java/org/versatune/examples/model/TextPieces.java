// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Splits text into the pieces that no token crosses: words with the space before them, single
 * digits, runs of punctuation, line ends with their indentation, other white space.
 *
 * <p>Bytes that are no UTF-8 are kept: byte b becomes the unpaired surrogate U+DC00 + b, which
 * well-formed text never contains, and turns into the byte again on the way back (the
 * "surrogateescape" of Python, PEP 383). Pieces joined give the text, byte by byte.
 */
final class TextPieces {
  /**
   * The pieces of GPT-2's tokenizer (Radford et al., "Language Models are Unsupervised Multitask
   * Learners", 2019) without its English contractions, with digits one by one and with a line end
   * and the indentation after it as one piece, for the sake of source code (our choice).
   */
  private static final Pattern PIECE =
      Pattern.compile(" ?\\p{L}+| ?\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\n[ \\t]*|[ \\t]+(?=\\S)|\\s+");

  private static final int FIRST_ESCAPE = 0xDC00;
  private static final int LAST_ESCAPE = 0xDCFF;

  private TextPieces() {}

  /** Returns the pieces in order; {@link #bytes} gives the bytes of each. */
  static ImmutableList<String> of(byte[] text) {
    return PIECE.matcher(escape(text)).results().map(MatchResult::group).collect(toImmutableList());
  }

  private static String escape(byte[] text) {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(text);
    // Four bytes of UTF-8 are at most two chars, so a char for each byte is always enough.
    CharBuffer out = CharBuffer.allocate(text.length);
    for (CoderResult result = decoder.decode(in, out, true);
        result.isError();
        result = decoder.decode(in, out, true)) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (FIRST_ESCAPE + Byte.toUnsignedInt(in.get())));
      }
    }
    return out.flip().toString();
  }

  static byte[] bytes(String piece) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(piece.length());
    piece
        .codePoints()
        .forEach(
            c -> {
              if (c >= FIRST_ESCAPE && c <= LAST_ESCAPE) {
                bytes.write(c - FIRST_ESCAPE);
              } else {
                bytes.writeBytes(Character.toString(c).getBytes(UTF_8));
              }
            });
    return bytes.toByteArray();
  }
}
