// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.SavedState;

/**
 * Compares what an iterator is made of with what the run was saved with: batch size, length of an
 * epoch, and for each source its policy, and its size and a hash of its first and last examples
 * where the source is seekable. The examples of other sources are compared where they are read
 * again: {@link SourcePosition}.
 */
final class SourceFingerprints {
  private static final String BATCH_SIZE = "batchSize";
  private static final String EPOCH = "epoch";
  private static final String POLICIES = "policies";
  private static final String SIZES = "sizes";
  private static final String FIRST = "first";
  private static final String LAST = "last";
  private static final String FIRST_MASKS = "firstMasks";
  private static final String LAST_MASKS = "lastMasks";
  static final String REMEDY =
      ". A run goes on as it was only with the batches it was started with: give them again, or"
          + " call acceptChanges() if the change is meant";

  /** In the order of the numbers that are saved: new ones go to the end. */
  private static final ImmutableList<ExhaustionPolicy> NUMBERED =
      ImmutableList.of(ExhaustionPolicy.RESTART, ExhaustionPolicy.END_EPOCH, ExhaustionPolicy.FAIL);

  private SourceFingerprints() {}

  /** Reads the ends of seekable sources, and takes them back to their beginning. */
  static SavedState of(
      ImmutableList<DomainSource> sources, int batchSize, EpochLength epoch, int workers) {
    int k = sources.size();
    long[] policies = new long[k];
    long[] sizes = new long[k];
    long[] first = new long[k];
    long[] last = new long[k];
    long[] firstMasks = new long[k];
    long[] lastMasks = new long[k];
    for (int j = 0; j < k; j++) {
      SeekableSource seekable = sources.get(j).reader().seekable();
      policies[j] = NUMBERED.indexOf(sources.get(j).policy());
      if (seekable != null) {
        sizes[j] = seekable.numExamples();
        Batch begin = example(sources.get(j), seekable, 0);
        Batch end = example(sources.get(j), seekable, sizes[j] - 1);
        first[j] = begin == null ? 0 : hash(begin);
        last[j] = end == null ? 0 : hash(end);
        firstMasks[j] = begin == null ? 0 : hashOfMasks(begin);
        lastMasks[j] = end == null ? 0 : hashOfMasks(end);
        seekable.seek(0, 0);
      } else {
        sizes[j] = -1;
      }
    }
    return SavedState.builder()
        .longs(BATCH_SIZE, batchSize, workers)
        .longs(EPOCH, epoch.batches(), epoch.examples())
        .longs(POLICIES, policies)
        .longs(SIZES, sizes)
        .longs(FIRST, first)
        .longs(LAST, last)
        .longs(FIRST_MASKS, firstMasks)
        .longs(LAST_MASKS, lastMasks)
        .build();
  }

  private static @Nullable Batch example(
      DomainSource source, SeekableSource seekable, long example) {
    if (example < 0) {
      return null;
    }
    seekable.seek(0, example);
    Object batch = source.reader().hasNext() ? source.reader().next() : null;
    return batch == null ? null : Batch.ofEither(batch, source.what());
  }

  /** Returns a hash of the first example of a batch: of its features and labels. */
  static long hash(Batch batch) {
    return hash(batch, MaskedArray::array);
  }

  private static long hashOfMasks(Batch batch) {
    return hash(batch, MaskedArray::mask);
  }

  private static long hash(Batch batch, Function<MaskedArray, @Nullable INDArray> part) {
    Hasher hasher = Hashing.murmur3_128().newHasher();
    batch.features().forEach(each -> put(hasher, part.apply(each)));
    batch.labels().forEach(each -> put(hasher, part.apply(each)));
    return hasher.hash().asLong();
  }

  /** The first example of an array of them. */
  private static void put(Hasher hasher, @Nullable INDArray array) {
    if (array == null || array.isEmpty() || array.size(0) == 0) {
      hasher.putLong(-1);
      return;
    }
    INDArray one = array.slice(0).dup('c');
    hasher.putLong(one.length());
    for (double value : one.reshape(one.length()).toDoubleVector()) {
      hasher.putDouble(value);
    }
  }

  /**
   * Compares what was saved with what is there.
   *
   * @throws IllegalStateException naming the domain where something differs
   */
  static void requireSame(ImmutableList<String> domains, SavedState saved, SavedState now) {
    long[] batch = saved.longs(BATCH_SIZE);
    long[] batchNow = now.longs(BATCH_SIZE);
    if (batch[1] == batchNow[1]) {
      checkState(
          batch[0] == batchNow[0],
          "the run was saved with batches of %s examples and is resumed with batches of %s%s",
          batch[0],
          batchNow[0],
          REMEDY);
      long[] epoch = saved.longs(EPOCH);
      long[] epochNow = now.longs(EPOCH);
      checkState(
          epoch[0] == epochNow[0] && epoch[1] == epochNow[1],
          "the run was saved with epochs of %s and is resumed with epochs of %s%s",
          length(epoch),
          length(epochNow),
          REMEDY);
    }
    long[] policies = saved.longs(POLICIES);
    long[] policiesNow = now.longs(POLICIES);
    for (int j = 0; j < domains.size(); j++) {
      checkState(
          policies[j] == policiesNow[j],
          "domain '%s': its source has the policy %s, and the run was saved with %s%s",
          domains.get(j),
          NUMBERED.get((int) policiesNow[j]),
          NUMBERED.get((int) policies[j]),
          REMEDY);
    }
    require(domains, saved, now, SIZES, "source has another number of examples");
    require(domains, saved, now, FIRST, "source begins with another example (by hash)");
    require(domains, saved, now, LAST, "source ends with another example (by hash)");
    require(domains, saved, now, FIRST_MASKS, "source begins with another mask (by hash)");
    require(domains, saved, now, LAST_MASKS, "source ends with another mask (by hash)");
  }

  private static String length(long[] epoch) {
    if (epoch[0] != Long.MAX_VALUE) {
      return epoch[0] + " batches";
    }
    return epoch[1] != Long.MAX_VALUE ? epoch[1] + " examples" : "no set length";
  }

  private static void require(
      ImmutableList<String> domains, SavedState saved, SavedState now, String what, String says) {
    if (!saved.has(what)) {
      return; // Earlier versions did not write it.
    }
    long[] before = saved.longs(what);
    long[] after = now.longs(what);
    for (int j = 0; j < domains.size(); j++) {
      checkState(
          before[j] == after[j],
          "domain '%s': its %s than when the run was saved: %s, and %s then%s",
          domains.get(j),
          says,
          after[j],
          before[j],
          REMEDY);
    }
  }
}
