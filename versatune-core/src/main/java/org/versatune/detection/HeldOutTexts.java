// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versatune.DomainDistribution;

/**
 * Texts of known domains on which a classifier is tried, cut into pieces as long as what the model
 * writes: how often a classifier errs depends on the length.
 *
 * <p>A piece is as long as a text of the model that is drawn by a seed. The first pieces of all
 * texts of a domain come first, then their second pieces, and so on, until there are enough: pieces
 * of one text resemble each other, so many texts teach more than many pieces, and a model that is
 * prompted with the beginning of a sequence writes how texts begin.
 */
final class HeldOutTexts {
  /** Pieces of a domain after which no further ones are cut (our choice). */
  static final int PIECES = 300;

  private static final long SEED = 0x4845_4c44_4f55_5421L;

  private final ImmutableList<LabelledText> texts;
  private final Judging judging;
  private final IntUnaryOperator documents;
  private final ImmutableMap<String, Integer> domains;

  /** Judges an excerpt of the text at a position. */
  @FunctionalInterface
  interface Judging {
    Optional<DomainDistribution> judge(int text, String excerpt);
  }

  /**
   * Pieces of texts.
   *
   * @param texts the pieces
   * @param of for each the position of the text that it is cut from
   */
  record Pieces(ImmutableList<String> texts, ImmutableList<Integer> of) {}

  private HeldOutTexts(
      ImmutableList<LabelledText> texts,
      Judging judging,
      IntUnaryOperator documents,
      ImmutableList<String> domains) {
    this.texts = texts;
    this.judging = judging;
    this.documents = documents;
    Map<String, Integer> positions = new HashMap<>();
    for (String domain : domains) {
      positions.put(domain, positions.size());
    }
    this.domains = ImmutableMap.copyOf(positions);
  }

  /**
   * The texts that a user gave.
   *
   * @throws IllegalStateException if a text is of another domain, or a domain has none
   */
  static HeldOutTexts given(
      ImmutableList<LabelledText> texts,
      DomainClassifier classifier,
      ImmutableList<String> domains) {
    Set<String> known = ImmutableSet.copyOf(domains);
    Set<String> there = new HashSet<>();
    for (LabelledText text : texts) {
      checkState(
          known.contains(text.domain()),
          "a held-out text is of domain '%s'; the detection is over %s",
          text.domain(),
          domains);
      if (!text.text().isEmpty()) {
        there.add(text.domain());
      }
    }
    for (String domain : domains) {
      checkState(
          there.contains(domain),
          "domain '%s' has no held-out text; give some of each domain, fifty or more are best, or"
              + " none at all",
          domain);
    }
    return new HeldOutTexts(
        texts, (i, excerpt) -> classifier.classify(excerpt), text -> text, domains);
  }

  /** The texts that a classifier kept; empty where it kept none of some domain. */
  static Optional<HeldOutTexts> of(DomainClassifier classifier, ImmutableList<String> domains) {
    if (!(classifier instanceof CrossValidated fair)) {
      return Optional.empty();
    }
    ImmutableList<LabelledText> texts = fair.heldOut();
    Set<String> there = texts.stream().map(LabelledText::domain).collect(Collectors.toSet());
    return there.equals(ImmutableSet.copyOf(domains))
        ? Optional.of(
            new HeldOutTexts(texts, fair::classifyHeldOut, fair::heldOutDocument, domains))
        : Optional.empty();
  }

  int domain(int text) {
    return requireNonNull(domains.get(texts.get(text).domain()));
  }

  /** Texts of the same number are parts of one document. */
  int document(int text) {
    return documents.applyAsInt(text);
  }

  Optional<DomainDistribution> judge(int text, String excerpt) {
    return judging.judge(text, excerpt);
  }

  /** A SHA-256 over the texts and their domains. */
  String fingerprint() {
    Hasher hasher = Hashing.sha256().newHasher();
    for (LabelledText text : texts) {
      hasher.putInt(requireNonNull(domains.get(text.domain())));
      hasher.putInt(text.text().length()).putUnencodedChars(text.text());
    }
    return hasher.hash().toString();
  }

  /** The pieces of a domain, and how many of them were declined. */
  record Declined(int declined, int pieces) {}

  /** What was declined, by domain. */
  ImmutableMap<String, Declined> declined(
      Pieces pieces, List<Optional<DomainDistribution>> judgements) {
    Map<String, Declined> byDomain = new LinkedHashMap<>();
    for (int i = 0; i < judgements.size(); i++) {
      byDomain.merge(
          texts.get(pieces.of().get(i)).domain(),
          new Declined(judgements.get(i).isPresent() ? 0 : 1, 1),
          (a, b) -> new Declined(a.declined() + b.declined(), a.pieces() + b.pieces()));
    }
    return ImmutableMap.copyOf(byDomain);
  }

  /**
   * Cuts the texts.
   *
   * @param written what the model wrote, of which at least one is not empty
   * @param seed decides which piece gets which length
   */
  Pieces cut(List<String> written, long seed) {
    int[] lengths = written.stream().mapToInt(String::length).filter(n -> n > 0).toArray();
    SplittableRandom random = new SplittableRandom(seed ^ SEED);
    ImmutableList.Builder<String> pieces = ImmutableList.builder();
    ImmutableList.Builder<Integer> of = ImmutableList.builder();
    List<List<Integer>> ofDomain =
        Stream.generate(() -> (List<Integer>) new ArrayList<Integer>())
            .limit(domains.size())
            .toList();
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).text().isEmpty()) {
        ofDomain.get(domain(i)).add(i);
      }
    }
    int[] cutTo = new int[texts.size()];
    for (List<Integer> all : ofDomain) {
      List<Integer> left = all;
      int cut = 0;
      while (cut < PIECES && !left.isEmpty()) {
        List<Integer> longer = new ArrayList<>();
        for (int i : left) {
          String text = texts.get(i).text();
          int length = lengths[random.nextInt(lengths.length)];
          int end = Math.min(cutTo[i] + length, text.length());
          // Never between the two halves of a character.
          end +=
              end < text.length()
                      && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))
                  ? 1
                  : 0;
          // A short rest is easier to misjudge than what the model writes; a short text is all
          // there is.
          if (cut < PIECES && (cutTo[i] == 0 || end - cutTo[i] >= (length + 1) / 2)) {
            pieces.add(text.substring(cutTo[i], end));
            of.add(i);
            cut++;
            cutTo[i] = end;
            if (end < text.length()) {
              longer.add(i);
            }
          }
        }
        left = longer;
      }
    }
    return new Pieces(pieces.build(), of.build());
  }
}
