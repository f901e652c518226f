// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Splits a domain's documents into training, validation and test, and cuts each part to size.
 *
 * <p>Documents differ in length by factors of a hundred, so that a plain random tenth of two
 * hundred documents may hold a twentieth or a fifth of the text. Therefore the split is stratified
 * by length (our choice): documents are sorted by length and cut into groups of about ten
 * neighbours; of each group one random document is for validation, one for test, the rest for
 * training. Every group has at least three documents, so no part is ever empty.
 *
 * <p>The split comes before the cut. So a document is in the same part whatever size is asked for,
 * and a classifier trained on all training text has seen none of the validation text of a run that
 * takes less.
 *
 * <p>The random order depends on the seed and the name of the domain alone, not on other domains.
 */
final class CorpusSplitter {
  /** Fewest documents of a domain: one for each part. */
  static final int MINIMUM_DOCUMENTS = Split.values().length;

  private static final int GROUP = 10;

  private final String domain;
  private final CorpusStatistics found;
  private final ListMultimap<Split, Ranked> parts = ArrayListMultimap.create();

  /** A document, its place in a random order, and its length, which is costly to count. */
  private record Ranked(int rank, int bytes, Document document) {}

  /**
   * Splits the documents.
   *
   * @throws CorpusException if there are fewer documents than parts
   */
  CorpusSplitter(String domain, Extraction extraction, long seed) {
    this.domain = domain;
    this.found = extraction.statistics();
    List<Document> order = new ArrayList<>(extraction.documents());
    if (order.size() < MINIMUM_DOCUMENTS) {
      throw new CorpusException(tooFew(domain, order.size()));
    }
    SplittableRandom random =
        new SplittableRandom(
            Hashing.murmur3_128()
                .newHasher()
                .putLong(seed)
                .putString(domain, UTF_8)
                .hash()
                .asLong());
    shuffle(order, random);
    List<Ranked> byLength = new ArrayList<>();
    order.forEach(each -> byLength.add(new Ranked(byLength.size(), each.bytes(), each)));
    byLength.sort(Comparator.comparingInt(Ranked::bytes).thenComparingInt(Ranked::rank));
    int groups = Math.max(1, Math.round((float) order.size() / GROUP));
    for (int group = 0; group < groups; group++) {
      int from = (int) ((long) group * order.size() / groups);
      int to = (int) ((group + 1L) * order.size() / groups);
      List<Ranked> members = byLength.subList(from, to);
      shuffle(members, random);
      parts.put(Split.VALIDATION, members.get(0));
      parts.put(Split.TEST, members.get(1));
      parts.putAll(Split.TRAIN, members.subList(2, members.size()));
    }
  }

  /**
   * Makes a corpus.
   *
   * @param most most bytes of UTF-8, over all parts
   * @throws CorpusException if that leaves a part without a document
   */
  Corpus cut(long most) {
    if (most < leastBytes()) {
      throw new CorpusException(noRoom(domain, most, leastBytes()));
    }
    return new Corpus(
        domain,
        Maps.toMap(
            Arrays.asList(Split.values()),
            split ->
                choose(
                    parts.get(split),
                    found.bytesFound() <= most ? Long.MAX_VALUE : share(split, most))),
        found);
  }

  static String tooFew(String domain, int documents) {
    return ("domain '%s' has too few documents: %s, and at least %s are needed, one each for"
            + " training, validation and test")
        .formatted(domain, documents, MINIMUM_DOCUMENTS);
  }

  /** Says that the size asked for leaves a part without a document, and which size does not. */
  static String noRoom(String domain, long most, long enough) {
    return ("domain '%s': with %s bytes for each domain its training, validation or test text stays"
            + " empty, since its documents are longer than that; allow %s bytes or more"
            + " (--bytes-per-domain %s, or all), or divide the documents")
        .formatted(domain, most, enough, enough);
  }

  /** Returns the smallest size that leaves every part a document. */
  long leastBytes() {
    long least = 1;
    for (Split split : Split.values()) {
      long shortest = parts.get(split).stream().mapToLong(Ranked::bytes).min().orElseThrow();
      while (share(split, least) < shortest) {
        // A step of what is missing never goes past the least, for no share is above the whole.
        least += shortest - share(split, least);
      }
    }
    return Math.min(found.bytesFound(), least);
  }

  /** A tenth each for validation and test, the rest for training. */
  private static long share(Split split, long bytes) {
    long tenth = bytes / GROUP;
    return split == Split.TRAIN ? bytes - 2 * tenth : tenth;
  }

  /**
   * Returns what fits, in random order; a document that does not fit makes way for shorter ones.
   */
  private static ImmutableList<Document> choose(List<Ranked> part, long most) {
    ImmutableList.Builder<Document> chosen = ImmutableList.builder();
    long left = most;
    for (Ranked ranked : ImmutableList.sortedCopyOf(Comparator.comparingInt(Ranked::rank), part)) {
      if (ranked.bytes() <= left) {
        chosen.add(ranked.document());
        left -= ranked.bytes();
      }
    }
    return chosen.build();
  }

  private static <T> void shuffle(List<T> list, SplittableRandom random) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }
}
