// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.versatune.internal.Given;

/**
 * Predicts the bytes of UTF-8 text by n-grams. It is a yardstick for how much there is to know in
 * the text of a domain, and is trained in a second.
 *
 * <p>Each byte is predicted from the n − 1 bytes before it, interpolated with all shorter contexts
 * (Witten and Bell, IEEE Transactions on Information Theory 37, 1991), so that every byte has a
 * probability above 0. A text begins with a mark of its own, as a language model's does.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class NgramLanguageModel implements TextLoss {
  /** The most bytes of an n-gram: packed into a long, it stays above 0. */
  static final int LONGEST = 7;

  /** Before the first byte of a text: no byte of UTF-8. */
  private static final int BEGIN = 0xFF;

  private static final int BYTES = 256;

  private static final int USUAL = 6;

  private static final long MOST_BYTES = 1_000_000;

  /*
   * With c(h b) how often byte b follows the context h, c(h) = Σ_b c(h b), and t(h) the number of
   * different bytes that follow it, for a context h of n bytes and h' the same without the first:
   *
   *   P(b | h) = (c(h b) + t(h) · P(b | h')) / (c(h) + t(h)),   P(b | nothing before) from 1/256
   *
   * For each length of context there is one sorted array of the n-grams, each as a number of n + 1
   * bytes, and the sums of their counts before each. Those of one context are neighbours, so c(h)
   * and t(h) are differences between the ends of a range.
   */
  private final long[][] ngrams;

  private final long[][] before;

  private NgramLanguageModel(long[][] ngrams, long[][] before) {
    this.ngrams = ngrams;
    this.before = before;
  }

  /**
   * Trains a model.
   *
   * @param texts documents, of which at least one is not empty
   * @param length n, the number of bytes in an n-gram, 1 to 7; with 1 it knows only the frequencies
   *     of bytes
   * @param mostBytes the largest number of bytes of text to read, at least 1; give the same for
   *     each domain, so that the yardsticks can be compared
   * @return the model; the same texts give the same model
   * @throws NullPointerException if there is no list, or a text is null
   * @throws IllegalArgumentException if a number is out of range, or there is no text
   */
  public static NgramLanguageModel train(Collection<String> texts, int length, long mostBytes) {
    ImmutableList<String> given = Given.list(texts, "texts");
    checkArgument(
        length >= 1 && length <= LONGEST, "length is %s; it must be 1 to %s", length, LONGEST);
    checkArgument(
        mostBytes >= 1 && mostBytes <= Integer.MAX_VALUE / 4,
        "mostBytes is %s; it must be 1 to %s",
        mostBytes,
        Integer.MAX_VALUE / 4);
    List<byte[]> read = new ArrayList<>();
    int bytes = 0;
    for (String text : given) {
      byte[] encoded = text.getBytes(UTF_8);
      int most = (int) Math.min(encoded.length, mostBytes - bytes);
      if (most > 0) {
        read.add(Arrays.copyOf(encoded, most));
        bytes += most;
      }
    }
    checkArgument(bytes > 0, "there is no text to train an n-gram model on");
    long[][] ngrams = new long[length][];
    long[][] before = new long[length][];
    for (int n = 0; n < length; n++) {
      long[] all = new long[bytes];
      int at = 0;
      for (byte[] text : read) {
        for (int i = 0; i < text.length; i++) {
          all[at++] = ngram(text, i, n);
        }
      }
      Arrays.sort(all);
      count(all, n, ngrams, before);
    }
    return new NgramLanguageModel(ngrams, before);
  }

  private static void count(long[] sorted, int n, long[][] ngrams, long[][] before) {
    int different = 0;
    for (int i = 0; i < sorted.length; i++) {
      different += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
    }
    ngrams[n] = new long[different];
    before[n] = new long[different + 1];
    int at = -1;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        ngrams[n][++at] = sorted[i];
        before[n][at] = i;
      }
    }
    before[n][different] = sorted.length;
  }

  /** The byte at a place behind the n bytes before it, marks of the beginning among these. */
  private static long ngram(byte[] text, int at, int n) {
    long packed = 0;
    for (int i = at - n; i <= at; i++) {
      packed = packed << 8 | (i < 0 ? BEGIN : text[i] & 0xFF);
    }
    return packed;
  }

  /**
   * Trains a 6-gram model for each domain, all on the same number of bytes: what the smallest
   * domain has, and at most a million (our choice). So differences between domains do not come from
   * the yardsticks' sizes.
   *
   * @param texts documents by domain, at least one of each domain not empty; none of them may be
   *     among the texts that the model is measured on
   * @return a model by domain, in the order of the domains
   * @throws NullPointerException if a text is null
   * @throws IllegalArgumentException if a domain has no text; the message names it
   */
  public static ImmutableMap<String, TextLoss> trainEach(
      Map<String, ? extends Collection<String>> texts) {
    ImmutableMap<String, Collection<String>> given = Given.map(texts, "texts");
    long most = MOST_BYTES;
    for (Map.Entry<String, Collection<String>> of : given.entrySet()) {
      long bytes = 0;
      for (String text : Given.list(of.getValue(), "texts of domain '" + of.getKey() + "'")) {
        bytes += bytes < most ? text.getBytes(UTF_8).length : 0;
      }
      checkArgument(bytes > 0, "domain '%s' has no text to train an n-gram model on", of.getKey());
      most = Math.min(most, bytes);
    }
    long bytes = most;
    return ImmutableMap.copyOf(
        Maps.transformValues(given, of -> train(requireNonNull(of), USUAL, bytes)));
  }

  @Override
  public double nats(String text) {
    return nats(notNull(text, "text").getBytes(UTF_8));
  }

  double nats(byte[] bytes) {
    double nats = 0;
    for (int i = 0; i < bytes.length; i++) {
      double p = 1.0 / BYTES;
      for (int n = 0; n < ngrams.length; n++) {
        long ngram = ngram(bytes, i, n);
        int from = place(n, ngram & ~0xFFL);
        int to = place(n, (ngram | 0xFF) + 1);
        if (from == to) {
          break; // A context that never occurred: neither did the longer ones.
        }
        int own = place(n, ngram);
        boolean known = own < to && ngrams[n][own] == ngram;
        long count = known ? before[n][own + 1] - before[n][own] : 0;
        int different = to - from;
        p = (count + different * p) / (before[n][to] - before[n][from] + different);
      }
      nats -= Math.log(p);
    }
    return nats;
  }

  /** How many n-grams of n + 1 bytes are below one. */
  private int place(int n, long ngram) {
    int found = Arrays.binarySearch(ngrams[n], ngram);
    return found >= 0 ? found : -1 - found;
  }

  @Override
  public String toString() {
    return ngrams.length + "-gram model of " + before[0][ngrams[0].length] + " bytes";
  }
}
