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
import java.util.SplittableRandom;
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

  /** Bytes whose order the places are always known by, for the table of pairs. */
  private static final int PAIR = 2;

  /*
   * With c(h b) how often byte b follows the context h, c(h) = Σ_b c(h b), and t(h) the number of
   * different bytes that follow it, for a context h of n bytes and h' the same without the first:
   *
   *   P(b | h) = (c(h b) + t(h) · P(b | h')) / (c(h) + t(h)),   P(b | nothing before) from 1/256
   *
   * All counts come from one array of places in the text, sorted by the bytes that begin there (a
   * suffix array: Manber and Myers, SIAM Journal on Computing 22, 1993, cut off at n bytes). The
   * places where an n-gram begins are neighbours, so a count is the length of a range. Marks of the
   * beginning lie before each text and behind the last one: n-grams that reach into the next text
   * have a mark behind a byte, which no question has, and no mark counts as a byte that follows.
   * This takes five bytes for each byte of text, whatever n is.
   */
  private final byte[] text;

  private final int[] places;

  /** How many places are below each pair of bytes. */
  private final int[] pairs;

  private final int length;
  private final int bytes;

  /**
   * How many different bytes follow each context of no, one or two bytes: such contexts are in so
   * many places that counting takes long.
   */
  private final short[][] differentBehind;

  private NgramLanguageModel(byte[] text, int[] places, int[] pairs, int length, int bytes) {
    this.text = text;
    this.places = places;
    this.pairs = pairs;
    this.length = length;
    this.bytes = bytes;
    this.differentBehind = new short[Math.min(length, PAIR + 1)][];
    for (int n = 0; n < differentBehind.length; n++) {
      differentBehind[n] = differentBehind(n);
    }
  }

  private short[] differentBehind(int n) {
    short[] different = new short[1 << (8 * n)];
    int before = -1;
    for (int place : places) {
      int ngram = 0;
      for (int k = 0; k <= n; k++) {
        ngram = ngram << 8 | (text[place + k] & 0xFF);
      }
      if (ngram != before && (ngram & 0xFF) != BEGIN) {
        different[ngram >>> 8]++;
      }
      before = ngram;
    }
    return different;
  }

  /**
   * Trains a model. It takes about five bytes of memory for each byte of text, and ten while it
   * trains.
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
      int left = (int) mostBytes - bytes;
      byte[] encoded = encoded(text, left);
      if (left > 0 && encoded.length > 0) {
        read.add(encoded.length > left ? Arrays.copyOf(encoded, left) : encoded);
        bytes += Math.min(encoded.length, left);
      }
    }
    checkArgument(bytes > 0, "there is no text to train an n-gram model on");
    int sorted = Math.max(length, PAIR);
    long total = bytes + (long) read.size() * (length - 1) + sorted;
    checkArgument(
        total <= Integer.MAX_VALUE - 8,
        "%s texts of %s bytes are too many for one n-gram model; lower mostBytes",
        read.size(),
        bytes);
    byte[] marked = new byte[(int) total];
    Arrays.fill(marked, (byte) BEGIN);
    int at = 0;
    for (byte[] each : read) {
      at += length - 1;
      System.arraycopy(each, 0, marked, at, each.length);
      at += each.length;
    }
    int[] places = sorted(marked, at, sorted);
    int[] pairs = new int[BYTES * BYTES + 1];
    for (int place : places) {
      pairs[pair(marked, place) + 1]++;
    }
    Arrays.parallelPrefix(pairs, Integer::sum);
    return new NgramLanguageModel(marked, places, pairs, length, bytes);
  }

  /** The bytes of a text, of a long one not many more than are read. */
  private static byte[] encoded(String text, int most) {
    // Each char gives a byte or more, and half of a character at the cut is behind what is read.
    return (text.length() <= most + 1L ? text : text.substring(0, most + 1)).getBytes(UTF_8);
  }

  private static int pair(byte[] text, int at) {
    return (text[at] & 0xFF) << 8 | (text[at + 1] & 0xFF);
  }

  /** Sorts places by what begins there: a radix sort from the last byte to the first. */
  private static int[] sorted(byte[] text, int count, int bytes) {
    int[] from = new int[count];
    Arrays.setAll(from, i -> i);
    int[] to = new int[count];
    for (int offset = bytes - 1; offset >= 0; offset--) {
      int[] ends = new int[BYTES + 1];
      for (int place : from) {
        ends[(text[place + offset] & 0xFF) + 1]++;
      }
      Arrays.parallelPrefix(ends, Integer::sum);
      for (int place : from) {
        to[ends[text[place + offset] & 0xFF]++] = place;
      }
      int[] free = from;
      from = to;
      to = free;
    }
    return from;
  }

  /**
   * Trains a 6-gram model for each domain, all on the same number of bytes: what the smallest
   * domain has, and at most a million (our choice). So differences between domains do not come from
   * the yardsticks' sizes. A model takes about five megabytes.
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
        bytes += bytes < most ? encoded(text, (int) most).length : 0;
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

  double nats(byte[] read) {
    // Each n-gram of the text is a part of this, the marks of the beginning among them.
    byte[] asked = new byte[length - 1 + read.length];
    Arrays.fill(asked, 0, length - 1, (byte) BEGIN);
    System.arraycopy(read, 0, asked, length - 1, read.length);
    double nats = 0;
    for (int i = length - 1; i < asked.length; i++) {
      double p = 1.0 / BYTES;
      for (int n = 0; n < length; n++) {
        int first = i - n;
        int from = n == 0 ? 0 : place(asked, first, n, 0);
        int to = n == 0 ? bytes : place(asked, first, n, BEGIN);
        if (from == to) {
          break; // A context that never occurred: neither did the longer ones.
        }
        int next = asked[i] & 0xFF;
        int count = end(from, to, n, next + 1) - end(from, to, n, next);
        int different =
            n <= PAIR ? differentBehind[n][context(asked, first, n)] : different(from, to, n);
        p = (count + different * p) / ((to - from) + different);
      }
      nats -= Math.log(p);
    }
    return nats;
  }

  /**
   * Writes a text from its beginning: each byte is drawn from the probability that {@link #nats}
   * gives it. The words are those of the domain and make no sense together, like the text of a
   * small language model.
   *
   * @param bytes the length of the text in bytes, 1 to 2²⁹ − 1. Bytes that are no UTF-8 become
   *     replacement characters; a character that is cut off in the end is left out
   * @param seed the seed of the draw; the same seed gives the same text
   * @return the text
   * @throws IllegalArgumentException if the length is out of range
   */
  public String write(int bytes, long seed) {
    checkArgument(
        bytes >= 1 && bytes <= Integer.MAX_VALUE / 4,
        "bytes is %s; it must be 1 to %s",
        bytes,
        Integer.MAX_VALUE / 4);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] written = new byte[length - 1 + bytes];
    Arrays.fill(written, 0, length - 1, (byte) BEGIN);
    for (int i = length - 1; i < written.length; i++) {
      written[i] = draw(written, i, random);
    }
    byte[] own = Arrays.copyOfRange(written, length - 1, written.length);
    return new String(own, 0, wholeCharacters(own), UTF_8);
  }

  /**
   * Draws a byte. P is a mixture: the context of n bytes has its say with the weight c / (c + t),
   * and leaves the rest to the next shorter one.
   */
  private byte draw(byte[] written, int at, SplittableRandom random) {
    for (int n = length - 1; n >= 0; n--) {
      int from = n == 0 ? 0 : place(written, at - n, n, 0);
      int to = n == 0 ? bytes : place(written, at - n, n, BEGIN);
      int count = to - from;
      int drawn = count == 0 ? 0 : random.nextInt(count + different(from, to, n));
      if (drawn < count) {
        return text[places[from + drawn] + n];
      }
    }
    return (byte) random.nextInt(BYTES);
  }

  /** Leaves out a character of which the last bytes are missing. */
  private static int wholeCharacters(byte[] text) {
    int start = text.length - 1;
    while (start > 0 && start > text.length - 4 && (text[start] & 0xC0) == 0x80) {
      start--;
    }
    int lead = text[start] & 0xFF;
    int needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return text.length - start < needed ? start : text.length;
  }

  /** The bytes of a context as a number. */
  private static int context(byte[] asked, int first, int n) {
    return n == 0 ? 0 : n == 1 ? asked[first] & 0xFF : pair(asked, first);
  }

  /** How many places are below a context of one byte or more with a byte behind it. */
  private int place(byte[] asked, int first, int n, int next) {
    if (n == 1) {
      return pairs[(asked[first] & 0xFF) << 8 | next];
    }
    int pair = pair(asked, first);
    int low = pairs[pair];
    int high = pairs[pair + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(places[middle], asked, first, n, next) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Compares what begins at a place with a context and the byte behind; their pairs are equal. */
  private int compare(int place, byte[] asked, int first, int n, int next) {
    for (int k = PAIR; k < n; k++) {
      int difference = (text[place + k] & 0xFF) - (asked[first + k] & 0xFF);
      if (difference != 0) {
        return difference;
      }
    }
    return (text[place + n] & 0xFF) - next;
  }

  /** How many places are below a byte behind the context that all places of a range begin with. */
  private int end(int from, int to, int n, int next) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if ((text[places[middle] + n] & 0xFF) < next) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How many different bytes follow the context that all places of a range begin with. */
  private int different(int from, int to, int n) {
    int different = 0;
    int at = from;
    while (at < to) {
      different++;
      int byteThere = text[places[at] + n] & 0xFF;
      // In steps that double, since most bytes follow a context a few times.
      int step = 1;
      while (at + step < to && (text[places[at + step] + n] & 0xFF) == byteThere) {
        at += step;
        step <<= 1;
      }
      at = end(at, Math.min(at + step, to), n, byteThere + 1);
    }
    return different;
  }

  @Override
  public String toString() {
    return length + "-gram model of " + bytes + " bytes";
  }
}
