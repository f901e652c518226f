// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds texts that two domains have in common. Texts are equal where they differ in white space
 * alone, and are compared by hashes of 64 bits; of very many, the first 100 000 of each domain are
 * compared.
 *
 * <p>Not safe for use by several threads.
 */
public final class EqualTexts {
  private static final int MOST = 100_000;

  /** Fewer are left alone: a licence or a greeting is in the text of many domains (our choice). */
  private static final double SHARE = 0.1;

  private final Map<String, Set<Long>> texts = new LinkedHashMap<>();

  /** Compares nothing yet. */
  public EqualTexts() {}

  /**
   * What two domains have in common.
   *
   * @param one the domain with the larger share of equal texts
   * @param other the other domain
   * @param equal how many different texts both have
   * @param ofOne how many different texts the one has
   * @param ofOther how many the other has
   */
  public record Pair(String one, String other, int equal, int ofOne, int ofOther) {
    /**
     * Returns whether neither domain has a text of its own.
     *
     * @return true if all texts are equal
     */
    public boolean areSame() {
      return equal == ofOne && equal == ofOther;
    }

    double share() {
      return (double) equal / ofOne;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d of the %d different texts of domain '%s' (%.0f %%) are texts of domain '%s' too, which"
              + " has %d",
          equal,
          ofOne,
          Listed.one(one),
          100 * share(),
          Listed.one(other),
          ofOther);
    }
  }

  /**
   * Notes a text.
   *
   * @param domain the domain that it is of
   * @param text the text; a blank one is of no domain
   */
  public void add(String domain, String text) {
    Set<Long> known = texts.computeIfAbsent(domain, name -> new HashSet<>());
    String folded = CharMatcher.whitespace().trimAndCollapseFrom(text, ' ');
    if (!folded.isEmpty() && known.size() < MOST) {
      known.add(Hashing.murmur3_128().hashUnencodedChars(folded).asLong());
    }
  }

  /**
   * Returns the two domains that have most in common, by the share of the smaller one. A text that
   * three domains have counts between the first of them and each other.
   *
   * @return empty where no two domains have a tenth of their texts in common
   */
  public Optional<Pair> most() {
    Map<Long, String> first = new HashMap<>();
    Map<List<String>, Integer> equal = new LinkedHashMap<>();
    texts.forEach(
        (domain, all) -> {
          for (long text : all) {
            String before = first.putIfAbsent(text, domain);
            if (before != null) {
              equal.merge(ImmutableList.of(before, domain), 1, Integer::sum);
            }
          }
        });
    return equal.entrySet().stream()
        .map(each -> pair(each.getKey().get(0), each.getKey().get(1), each.getValue()))
        .filter(pair -> pair.share() >= SHARE)
        .max(Comparator.comparingDouble(Pair::share));
  }

  private Pair pair(String one, String other, int equal) {
    int ofOne = texts.getOrDefault(one, Set.of()).size();
    int ofOther = texts.getOrDefault(other, Set.of()).size();
    return ofOne <= ofOther
        ? new Pair(one, other, equal, ofOne, ofOther)
        : new Pair(other, one, equal, ofOther, ofOne);
  }

  /**
   * Checks the texts that a judge learns from: refuses two domains whose texts are the same, and
   * warns of two that share many.
   *
   * @param log where the warning goes
   * @throws IllegalStateException if two domains have the same texts; the message names them
   */
  public void check(System.Logger log) {
    Optional<Pair> most = most();
    if (most.isEmpty()) {
      return;
    }
    if (most.get().areSame()) {
      throw new IllegalStateException(
          "domains '"
              + Listed.one(most.get().one())
              + "' and '"
              + Listed.one(most.get().other())
              + "' have the same "
              + most.get().equal()
              + " texts, so no judge can tell them apart: give each domain its own texts, or make one"
              + " domain of both");
    }
    log.log(
        System.Logger.Level.WARNING,
        () ->
            most.get()
                + ": the judge cannot say which of both such a text is of, and their shares blur."
                + " Give each text to one domain");
  }
}
