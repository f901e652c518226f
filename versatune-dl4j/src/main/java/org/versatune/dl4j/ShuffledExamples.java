// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * Holds examples in memory, in an order that is shuffled anew for each pass and depends on a seed
 * and the number of the pass alone. Not safe for use by several threads.
 */
final class ShuffledExamples {
  private final ImmutableList<Example> examples;
  private final long seed;
  private int[] order;
  private long pass;
  private int next;

  ShuffledExamples(ImmutableList<Example> examples, long seed) {
    this.examples = examples;
    this.seed = seed;
    this.order = shuffled(0);
  }

  /** Fisher and Yates' shuffle, from a generator of the pass's own. */
  private int[] shuffled(long ofPass) {
    // Mixed twice: generators whose seeds lie a multiple of this constant apart give the same
    // numbers, shifted, and passes must have nothing in common.
    long first = new SplittableRandom(seed).nextLong();
    long ownSeed = new SplittableRandom(first + 0x9E3779B97F4A7C15L * ofPass).nextLong();
    SplittableRandom random = new SplittableRandom(ownSeed);
    int[] shuffled = new int[examples.size()];
    for (int i = 0; i < shuffled.length; i++) {
      int other = random.nextInt(i + 1);
      shuffled[i] = shuffled[other];
      shuffled[other] = i;
    }
    return shuffled;
  }

  int size() {
    return examples.size();
  }

  /** Goes to a position, as {@link SeekableSource#seek} says. */
  void seek(long toPass, long example) {
    checkArgument(toPass >= 0, "pass %s does not exist; the first is 0", toPass);
    checkArgument(
        example >= 0 && example <= examples.size(),
        "position %s does not exist among %s examples: the data changed since it was saved",
        example,
        examples.size());
    if (toPass != pass) {
      order = shuffled(toPass);
      pass = toPass;
    }
    next = Math.toIntExact(example);
  }

  boolean isAt(long atPass, long example) {
    return pass == atPass && next == example;
  }

  boolean hasNext() {
    return next < order.length;
  }

  /**
   * Takes the next examples, as one batch.
   *
   * @throws NoSuchElementException if the pass is over
   */
  Batch next(int num) {
    if (!hasNext()) {
      throw new NoSuchElementException("pass " + pass + " has no example left; call reset()");
    }
    checkArgument(num >= 1, "a batch of %s examples; at least 1 is needed", num);
    ImmutableList.Builder<Example> chosen = ImmutableList.builder();
    for (int left = num; left > 0 && hasNext(); left--) {
      chosen.add(examples.get(order[next++]));
    }
    return BatchMerger.batch(chosen.build());
  }

  /** Begins the next pass. */
  void reset() {
    seek(pass + 1, 0);
  }
}
