// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;

/**
 * Counts the tokens of a row: from its length, from a field of it, or by a function of its texts.
 *
 * <p>The count decides how often a domain is drawn where a run's weights are {@linkplain
 * org.versatune.WeightUnit#TOKENS shares of tokens}, and what a segment's manifest says in any
 * case. Immutable, and as safe for use by several threads as the function is.
 */
public final class RowTokens {
  /** Tokens per byte where nothing else is said: four bytes a token, as in English (our choice). */
  private static final double PER_BYTE = 0.25;

  private final String name;
  private final double perByte;
  private final @Nullable String field;
  private final @Nullable ToLongFunction<String> ofText;
  private final boolean answersOnly;

  private RowTokens(
      String name,
      double perByte,
      @Nullable String field,
      @Nullable ToLongFunction<String> ofText,
      boolean answersOnly) {
    this.name = name;
    this.perByte = perByte;
    this.field = field;
    this.ofText = ofText;
    this.answersOnly = answersOnly;
  }

  /**
   * Counts a quarter of a token for each byte of a row: the default, and a rough guess.
   *
   * @return counts by length
   */
  public static RowTokens guessed() {
    return perByte(PER_BYTE);
  }

  /**
   * Counts a fixed number of tokens for each byte of a row, field names and punctuation included.
   *
   * @param factor tokens per byte, finite and above 0: what your tokenizer gives on your rows
   * @return counts by length
   */
  public static RowTokens perByte(double factor) {
    checkArgument(
        factor > 0 && Double.isFinite(factor),
        "the factor is %s tokens per byte; it must be finite and above 0",
        factor);
    return new RowTokens("bytes x " + factor, factor, null, null, false);
  }

  /**
   * Takes the count from a field of each row.
   *
   * @param field the name of a field at the outermost level; its value is a whole number, at least
   *     0
   * @return counts by field
   */
  public static RowTokens field(String field) {
    checkArgument(!notNull(field, "field").isBlank(), "the name of the field is blank");
    return new RowTokens("field '" + field + "'", 0, field, null, false);
  }

  /**
   * Counts the tokens of each text of a row: of {@code text}, {@code prompt} and {@code
   * completion}, {@code instruction}, {@code input}, {@code output}, {@code system} and {@code
   * history}, the {@code content} of {@code messages} and the {@code value} of {@code
   * conversations}.
   *
   * @param name the name of the counter, for the manifest: a resumed run must have the same one
   * @param ofText tokens of a text, at least 0; a tokenizer, for example
   * @return counts by text
   */
  public static RowTokens of(String name, ToLongFunction<String> ofText) {
    checkArgument(!notNull(name, "name").isBlank(), "the name of what counts tokens is blank");
    return new RowTokens(name, 0, null, notNull(ofText, "ofText"), false);
  }

  /**
   * Counts only what the model is trained to answer: {@code completion}, {@code output}, and the
   * turns of the assistant ({@code assistant}, {@code gpt} or {@code model}); all of {@code text}.
   *
   * @return a counter that is otherwise the same; one that counts by length takes the bytes of
   *     these texts
   * @throws IllegalStateException if the count is from a field, which has it for the whole row
   */
  public RowTokens answersOnly() {
    if (field != null) {
      throw new IllegalStateException(
          "a field has the count of the whole row: name a field with the count of the answers");
    }
    return new RowTokens(name + ", answers only", perByte, null, ofText, true);
  }

  /** Whether the length of a row is all that it takes. */
  boolean isOfLength() {
    return perByte > 0 && !answersOnly;
  }

  long ofLength(long bytes) {
    return Math.max(1, Math.round(bytes * perByte));
  }

  /**
   * Counts the tokens of a row.
   *
   * @param row its bytes
   * @param place says where it is
   */
  long of(Supplier<byte[]> row, Supplier<String> place) {
    try {
      if (field != null) {
        return RowTexts.number(row.get(), field);
      }
      long sum = 0;
      for (String text : RowTexts.of(row.get(), answersOnly)) {
        sum += ofText == null ? utf8Length(text) : counted(ofText, text);
      }
      return ofText == null ? Math.round(sum * perByte) : sum;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          place.get()
              + ": its tokens cannot be counted by "
              + this
              + ": "
              + Listed.clipped(String.valueOf(e.getMessage())),
          e);
    }
  }

  private static long counted(ToLongFunction<String> ofText, String text) {
    long tokens = ofText.applyAsLong(text);
    checkArgument(
        tokens >= 0,
        "it counted %s tokens in '%s'; there are at least 0",
        tokens,
        Listed.one(text));
    return tokens;
  }

  private static long utf8Length(String text) {
    return com.google.common.base.Utf8.encodedLength(
        org.versatune.internal.UnicodeText.whole(text));
  }

  @Override
  public String toString() {
    return name;
  }
}
