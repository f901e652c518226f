// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an n-gram costs the judge: the table that it uses, beside a binary search of the same sorted
 * keys and a {@link HashMap} of boxed keys.
 *
 * <p>Six domains of made-up language, 400 kB each; the n-grams that are looked up are those of text
 * that the table has not seen, in the order of the text. The set-up fails unless all three give the
 * same sums, bit for bit. In the package of the judge, whose table is not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class NgramBenchmark {
  private static final int DOMAINS = 6;
  private static final int CHARACTERS = 400_000;
  private static final int WORDS = 20_000;
  private static final int LOOKED_UP = 1 << 16;
  private static final double SMOOTHING = 0.1;

  /** The length of the n-grams. */
  @Param({"3", "5"})
  public int length = 3;

  private final double[] sums = new double[DOMAINS];
  private long[] asked = {};
  private long[] sorted = {};
  private double[] logProbabilities = {};
  private Map<Long, double[]> boxed = Map.of();
  private NgramTable table = new NgramTable(1, new long[0], new int[0], SMOOTHING);
  private Path file = Path.of("");

  /** For JMH. */
  public NgramBenchmark() {}

  /**
   * Makes the table and the n-grams to look up.
   *
   * @throws IOException if the classifier cannot be written
   */
  @Setup(Level.Trial)
  public void start() throws IOException {
    CharacterNgrams ngrams = new CharacterNgrams(length);
    List<NgramCounts> counts = new ArrayList<>();
    NaiveBayesTrainer trainer = NaiveBayesClassifier.trainer().ngramLength(length);
    for (int j = 0; j < DOMAINS; j++) {
      String text = text(j, j);
      int[] folded = CharacterNgrams.fold(text);
      NgramCounts ofDomain = new NgramCounts();
      ngrams.forEach(folded, 0, folded.length, ofDomain::add);
      counts.add(ofDomain);
      trainer.text("domain " + j, ImmutableList.of(text));
    }
    table = NgramTable.of(counts, 500_000, SMOOTHING);
    asked = new long[LOOKED_UP];
    int[] unseen = CharacterNgrams.fold(text(2, 100));
    int[] at = {0};
    ngrams.forEach(unseen, 0, LOOKED_UP + length - 1, key -> asked[at[0]++] = key);
    sorted = table.keys();
    logProbabilities = new double[sorted.length * DOMAINS];
    boxed = new HashMap<>();
    for (int g = 0; g < sorted.length; g++) {
      double[] row = new double[DOMAINS];
      table.addTo(row, new long[] {sorted[g]});
      System.arraycopy(row, 0, logProbabilities, g * DOMAINS, DOMAINS);
      boxed.put(sorted[g], row);
    }
    double[] expected = binarySearch().clone();
    if (!Arrays.equals(expected, table()) || !Arrays.equals(expected, hashMap())) {
      throw new IllegalStateException("the three do not give the same sums");
    }
    file = Files.createTempFile("judge", ".vtnb");
    trainer.train().write(file);
    System.out.printf(
        "%n%d different n-grams, file of %d bytes%n", sorted.length, Files.size(file));
  }

  /**
   * Deletes the file.
   *
   * @throws IOException if it cannot be deleted
   */
  @TearDown(Level.Trial)
  public void stop() throws IOException {
    Files.delete(file);
  }

  private static String text(int language, int seed) {
    SplittableRandom letters = new SplittableRandom(language / 2);
    String[] words = new String[WORDS];
    for (int w = 0; w < WORDS; w++) {
      StringBuilder word = new StringBuilder();
      for (int c = letters.nextInt(2, 10); c > 0; c--) {
        word.append((char) ('a' + (int) (26 * Math.pow(letters.nextDouble(), 1.5))));
      }
      words[w] = word.toString();
    }
    SplittableRandom random = new SplittableRandom(1000 + seed);
    StringBuilder text = new StringBuilder(CHARACTERS + 10);
    while (text.length() < CHARACTERS) {
      text.append(words[(int) Math.pow(WORDS, random.nextDouble()) - 1]).append(' ');
    }
    return text.toString();
  }

  /**
   * The judge's table.
   *
   * @return the sums, so that nothing is left out
   */
  @Benchmark
  @OperationsPerInvocation(LOOKED_UP)
  public double[] table() {
    Arrays.fill(sums, 0);
    table.addTo(sums, asked);
    return sums;
  }

  /**
   * A binary search of the sorted keys.
   *
   * @return the sums
   */
  @Benchmark
  @OperationsPerInvocation(LOOKED_UP)
  public double[] binarySearch() {
    Arrays.fill(sums, 0);
    for (long key : asked) {
      int g = Arrays.binarySearch(sorted, key);
      if (g >= 0) {
        for (int j = 0; j < DOMAINS; j++) {
          sums[j] += logProbabilities[g * DOMAINS + j];
        }
      }
    }
    return sums;
  }

  /**
   * A hash map of boxed keys.
   *
   * @return the sums
   */
  @Benchmark
  @OperationsPerInvocation(LOOKED_UP)
  public double[] hashMap() {
    Arrays.fill(sums, 0);
    for (long key : asked) {
      double[] row = boxed.get(key);
      if (row != null) {
        for (int j = 0; j < DOMAINS; j++) {
          sums[j] += row[j];
        }
      }
    }
    return sums;
  }

  /**
   * The index over the keys, made anew: what it adds to loading a classifier.
   *
   * @return the index
   */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public Object index() {
    return new KeyIndex(sorted);
  }

  /**
   * Loading the classifier from its file.
   *
   * @return the classifier
   */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public NaiveBayesClassifier load() {
    return NaiveBayesClassifier.read(file);
  }
}
