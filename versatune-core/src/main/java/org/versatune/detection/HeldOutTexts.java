// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
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
  private final ImmutableList<String> domains;

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
      ImmutableList<LabelledText> texts, Judging judging, ImmutableList<String> domains) {
    this.texts = texts;
    this.judging = judging;
    this.domains = domains;
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
    for (LabelledText text : texts) {
      checkState(
          domains.contains(text.domain()),
          "a held-out text is of domain '%s'; the detection is over %s",
          text.domain(),
          domains);
    }
    for (String domain : domains) {
      checkState(
          texts.stream().anyMatch(text -> text.domain().equals(domain) && !text.text().isEmpty()),
          "domain '%s' has no held-out text; give some of each domain, fifty or more are best, or"
              + " none at all",
          domain);
    }
    return new HeldOutTexts(texts, (i, excerpt) -> classifier.classify(excerpt), domains);
  }

  /** The texts that a classifier kept; empty where it kept none of some domain. */
  static Optional<HeldOutTexts> of(DomainClassifier classifier, ImmutableList<String> domains) {
    if (!(classifier instanceof CrossValidated fair)) {
      return Optional.empty();
    }
    ImmutableList<LabelledText> texts = fair.heldOut();
    boolean complete =
        texts.stream().allMatch(text -> domains.contains(text.domain()))
            && domains.stream()
                .allMatch(d -> texts.stream().anyMatch(text -> text.domain().equals(d)));
    return complete
        ? Optional.of(new HeldOutTexts(texts, fair::classifyHeldOut, domains))
        : Optional.empty();
  }

  int domain(int text) {
    return domains.indexOf(texts.get(text).domain());
  }

  Optional<DomainDistribution> judge(int text, String excerpt) {
    return judging.judge(text, excerpt);
  }

  /** A SHA-256 over the texts and their domains. */
  String fingerprint() {
    Hasher hasher = Hashing.sha256().newHasher();
    for (LabelledText text : texts) {
      hasher.putInt(domains.indexOf(text.domain()));
      hasher.putInt(text.text().length()).putUnencodedChars(text.text());
    }
    return hasher.hash().toString();
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
    for (int domain = 0; domain < domains.size(); domain++) {
      List<Integer> left = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        if (domain(i) == domain && !texts.get(i).text().isEmpty()) {
          left.add(i);
        }
      }
      int[] cutTo = new int[texts.size()];
      int cut = 0;
      while (cut < PIECES && !left.isEmpty()) {
        List<Integer> longer = new ArrayList<>();
        for (int i : left) {
          String text = texts.get(i).text();
          int length = lengths[random.nextInt(lengths.length)];
          int end = Math.min(cutTo[i] + length, text.length());
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
