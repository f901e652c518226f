package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Cuts a domain's documents to size and splits them into training, validation and test, by
 * document.
 *
 * <p>Documents differ in length by factors of a hundred, so that a plain random tenth of two
 * hundred documents may hold a twentieth or a fifth of the text. Therefore the split is stratified
 * by length (our choice): documents are sorted by length and cut into groups of about ten
 * neighbours; of each group one random document is for validation, one for test, the rest for
 * training. Every group has at least three documents, so no part is ever empty.
 *
 * <p>Randomness depends on the seed and the name of the domain alone: another domain beside it, or
 * another order of domains, changes nothing. Holds no state.
 */
final class CorpusSplitter {
  /** Fewest documents of a domain: one for each part. */
  static final int MINIMUM_DOCUMENTS = Split.values().length;

  private static final int GROUP = 10;

  private CorpusSplitter() {}

  /** A document, its place in a random order, and its length, which is costly to count. */
  private record Ranked(int rank, int bytes, Document document) {}

  /**
   * Makes a corpus.
   *
   * @throws CorpusException if there are fewer documents than parts, before or after cutting to
   *     size
   */
  static Corpus split(
      String domain,
      ImmutableList<Document> documents,
      CorpusOptions options,
      ImmutableList<CorpusSource> sources,
      CorpusStatistics statistics) {
    if (documents.size() < MINIMUM_DOCUMENTS) {
      throw new CorpusException(
          ("domain '%s' has too few documents: %d, and at least %d are needed, one each for"
                  + " training, validation and test")
              .formatted(domain, documents.size(), MINIMUM_DOCUMENTS));
    }
    SplittableRandom random = new SplittableRandom(seed(domain, options.seed()));
    List<Ranked> chosen = choose(domain, documents, options.maxBytesPerDomain(), random);
    chosen.sort(Comparator.comparingInt(Ranked::bytes).thenComparingInt(Ranked::rank));
    List<Ranked> train = new ArrayList<>();
    List<Ranked> validation = new ArrayList<>();
    List<Ranked> test = new ArrayList<>();
    int groups = Math.max(1, Math.round((float) chosen.size() / GROUP));
    for (int group = 0; group < groups; group++) {
      int from = (int) ((long) group * chosen.size() / groups);
      int to = (int) ((group + 1L) * chosen.size() / groups);
      List<Ranked> members = chosen.subList(from, to);
      shuffle(members, random);
      validation.add(members.get(0));
      test.add(members.get(1));
      train.addAll(members.subList(2, members.size()));
    }
    return new Corpus(
        domain, inOrder(train), inOrder(validation), inOrder(test), sources, statistics);
  }

  /**
   * Documents in a random order, as many as fit; one that does not fit makes way for shorter ones.
   */
  private static List<Ranked> choose(
      String domain, ImmutableList<Document> documents, long maxBytes, SplittableRandom random) {
    List<Document> order = new ArrayList<>(documents);
    shuffle(order, random);
    List<Ranked> chosen = new ArrayList<>();
    long left = maxBytes;
    for (Document document : order) {
      int bytes = document.bytes();
      if (bytes <= left) {
        chosen.add(new Ranked(chosen.size(), bytes, document));
        left -= bytes;
      }
    }
    if (chosen.size() < MINIMUM_DOCUMENTS) {
      throw new CorpusException(
          ("domain '%s': only %d of %d documents fit into %d bytes, and at least %d are needed;"
                  + " allow more bytes for each domain, or divide the documents")
              .formatted(domain, chosen.size(), documents.size(), maxBytes, MINIMUM_DOCUMENTS));
    }
    return chosen;
  }

  private static ImmutableList<Document> inOrder(List<Ranked> documents) {
    return documents.stream()
        .sorted(Comparator.comparingInt(Ranked::rank))
        .map(Ranked::document)
        .collect(ImmutableList.toImmutableList());
  }

  private static <T> void shuffle(List<T> list, SplittableRandom random) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }

  private static long seed(String domain, long seed) {
    return Hashing.murmur3_128().newHasher().putLong(seed).putString(domain, UTF_8).hash().asLong();
  }
}
