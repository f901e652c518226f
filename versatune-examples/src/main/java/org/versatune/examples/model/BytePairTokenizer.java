// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Bytes;
import com.google.common.primitives.ImmutableIntArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.versatune.dl4j.TokenDecoder;

/**
 * Turns text into tokens and back: a byte-pair encoding, trained on the text of the domains.
 *
 * <p>Tokens 0 to 255 are the bytes; each further token is a pair of earlier ones. Every sequence of
 * bytes can be encoded, well-formed UTF-8 or not, and is decoded to exactly itself. Two more ids
 * tell a model where a sequence begins and are never predicted: {@link #documentStart()} before the
 * first token of a document, {@link #continuation()} before an excerpt from its middle.
 *
 * <p>Immutable and safe for use by any number of threads. Text gives the same tokens in every
 * locale and with any number of threads. On a newer JDK, characters that a later version of Unicode
 * made letters may be cut differently; they still decode to themselves.
 */
public final class BytePairTokenizer implements TokenDecoder {
  static final int BYTES = 256;

  private static final String HEADER = "byte pairs 1";

  /** Pieces whose tokens are kept; text is mostly made of pieces seen before. */
  private static final int MOST_KEPT = 1 << 17;

  private final ImmutableList<TokenPair> pairs;
  private final ImmutableMap<TokenPair, Integer> tokenOf;
  private final byte[][] bytesOf;
  private final ConcurrentMap<String, int[]> kept = new ConcurrentHashMap<>();

  private BytePairTokenizer(ImmutableList<TokenPair> pairs) {
    this.pairs = pairs;
    this.bytesOf = new byte[BYTES + pairs.size()][];
    for (int b = 0; b < BYTES; b++) {
      bytesOf[b] = new byte[] {(byte) b};
    }
    ImmutableMap.Builder<TokenPair, Integer> tokens = ImmutableMap.builder();
    for (int i = 0; i < pairs.size(); i++) {
      TokenPair pair = pairs.get(i);
      int token = BYTES + i;
      checkArgument(
          pair.left() >= 0 && pair.left() < token && pair.right() >= 0 && pair.right() < token,
          "token %s is made of %s and %s; both must be earlier tokens",
          token,
          pair.left(),
          pair.right());
      bytesOf[token] = Bytes.concat(bytesOf[pair.left()], bytesOf[pair.right()]);
      tokens.put(pair, token);
    }
    this.tokenOf = tokens.buildOrThrow();
  }

  /**
   * Returns a tokenizer whose tokens are the bytes.
   *
   * @return a tokenizer of 256 tokens
   */
  public static BytePairTokenizer ofBytes() {
    return new BytePairTokenizer(ImmutableList.of());
  }

  /**
   * Trains a tokenizer.
   *
   * @param texts training text; the order does not matter
   * @param vocabulary V, tokens at most: 256 bytes and the pairs that occur most often; at least
   *     256
   * @return a tokenizer of V tokens, or of fewer where no more pairs occur twice
   * @throws IllegalArgumentException if the vocabulary is below 256
   */
  public static BytePairTokenizer train(Iterable<String> texts, int vocabulary) {
    checkArgument(
        vocabulary >= BYTES,
        "a vocabulary of %s tokens; it must have at least the %s bytes",
        vocabulary,
        BYTES);
    return new BytePairTokenizer(BytePairTrainer.train(texts, vocabulary - BYTES));
  }

  /**
   * Returns how many tokens a model predicts.
   *
   * @return V, at least 256; tokens are 0 to V − 1
   */
  public int vocabulary() {
    return bytesOf.length;
  }

  /**
   * Returns how many ids a model reads: the tokens and the two ids of beginning.
   *
   * @return V + 2
   */
  public int inputVocabulary() {
    return vocabulary() + 2;
  }

  /**
   * Returns the id before the first token of a document: the one that a model writes from.
   *
   * @return V
   */
  public int documentStart() {
    return vocabulary();
  }

  /**
   * Returns the id before an excerpt from the middle of a document.
   *
   * @return V + 1
   */
  public int continuation() {
    return vocabulary() + 1;
  }

  /**
   * Encodes text.
   *
   * @param text any text, taken as UTF-8
   * @return its tokens, without an id of beginning
   */
  public ImmutableIntArray encode(String text) {
    return encode(text.getBytes(UTF_8));
  }

  /**
   * Encodes bytes.
   *
   * @param text any bytes
   * @return their tokens, without an id of beginning
   */
  public ImmutableIntArray encode(byte[] text) {
    ImmutableIntArray.Builder tokens = ImmutableIntArray.builder();
    for (String piece : TextPieces.of(text)) {
      tokens.addAll(ImmutableIntArray.copyOf(tokens(piece)));
    }
    return tokens.build();
  }

  private int[] tokens(String piece) {
    int[] known = kept.get(piece);
    if (known != null) {
      return known;
    }
    int[] tokens = merged(byteTokens(TextPieces.bytes(piece)));
    if (kept.size() < MOST_KEPT) {
      kept.put(piece, tokens);
    }
    return tokens;
  }

  /** Merges as training did: of the pairs that are there, the earliest found first, everywhere. */
  private int[] merged(int[] piece) {
    int[] tokens = piece;
    while (true) {
      int first = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < tokens.length; i++) {
        Integer token = tokenOf.get(new TokenPair(tokens[i], tokens[i + 1]));
        if (token != null && token < first) {
          first = token;
        }
      }
      if (first == Integer.MAX_VALUE) {
        return tokens;
      }
      tokens = pairs.get(first - BYTES).replaceIn(tokens, first);
    }
  }

  static int[] byteTokens(byte[] bytes) {
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      tokens[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return tokens;
  }

  /**
   * Decodes tokens to bytes, which need not be UTF-8.
   *
   * @param ids tokens; ids of beginning are left out
   * @return the bytes
   * @throws IllegalArgumentException if an id is none of this tokenizer's
   */
  public byte[] decodeBytes(int... ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      checkArgument(
          id >= 0 && id < inputVocabulary(),
          "%s is no token; this tokenizer has tokens 0 to %s",
          id,
          vocabulary() - 1);
      if (id < vocabulary()) {
        bytes.writeBytes(bytesOf[id]);
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Decodes tokens to text.
   *
   * @param ids tokens; ids of beginning are left out
   * @return the text; bytes that are no UTF-8 become U+FFFD
   * @throws IllegalArgumentException if an id is none of this tokenizer's
   */
  @Override
  public String decode(int[] ids) {
    return new String(decodeBytes(ids), UTF_8);
  }

  int byteLength(int token) {
    return bytesOf[token].length;
  }

  /**
   * Writes this tokenizer: a line of heading, then a line for each pair.
   *
   * @param out where to; not closed
   * @throws IOException if writing fails
   */
  public void write(OutputStream out) throws IOException {
    StringBuilder lines = new StringBuilder(HEADER).append('\n');
    for (TokenPair pair : pairs) {
      lines.append(pair.left()).append(' ').append(pair.right()).append('\n');
    }
    out.write(lines.toString().getBytes(US_ASCII));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param in where from, read to its end; not closed
   * @return the tokenizer
   * @throws IOException if reading fails or this is no tokenizer; the message names the line
   */
  public static BytePairTokenizer read(InputStream in) throws IOException {
    List<String> lines = new String(in.readAllBytes(), US_ASCII).lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IOException("no tokenizer: the first line is not '" + HEADER + "'");
    }
    List<TokenPair> pairs = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] tokens = lines.get(i).split(" ", -1);
      try {
        checkArgument(tokens.length == 2, "%s numbers instead of two", tokens.length);
        pairs.add(new TokenPair(Integer.parseInt(tokens[0]), Integer.parseInt(tokens[1])));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "no tokenizer: line " + (i + 1) + " is '" + lines.get(i) + "', not two tokens", e);
      }
    }
    try {
      return new BytePairTokenizer(ImmutableList.copyOf(pairs));
    } catch (IllegalArgumentException e) {
      throw new IOException("no tokenizer: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BytePairTokenizer tokenizer && tokenizer.pairs.equals(pairs);
  }

  @Override
  public int hashCode() {
    return pairs.hashCode();
  }

  @Override
  public String toString() {
    return "BytePairTokenizer[" + vocabulary() + " tokens]";
  }
}
