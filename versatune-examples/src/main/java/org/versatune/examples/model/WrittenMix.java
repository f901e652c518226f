// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.versatune.DomainDistribution;
import org.versatune.detection.DomainClassifier;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.bayes.NaiveBayesTrainer;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;

/**
 * Says how close the domains of some texts come to the mix that their writer was trained on.
 *
 * @param shares mean judgement over the texts
 * @param totalVariation ½·Σ|share − mix|, from 0 to 1
 * @param halvesDisagree share of the texts whose halves are judged to be of different domains,
 *     among those whose halves are judged: a low total variation alone may come from texts that
 *     drift from every domain into every other
 * @param declined texts that the judge declined; the others make up the rest
 */
public record WrittenMix(
    DomainDistribution shares, double totalVariation, double halvesDisagree, int declined) {
  /**
   * Judges texts.
   *
   * @param texts what a model wrote, or real text to compare with
   * @param bytes how much of each text is judged, counted from its start, at least 2
   * @param judge knows the domains of the mix
   * @param mix what the model was trained on
   * @return what was found
   * @throws IllegalArgumentException if the domains differ, or no text is judged
   */
  public static WrittenMix of(
      List<String> texts, int bytes, DomainClassifier judge, DomainDistribution mix) {
    double[] sums = new double[mix.domains().size()];
    int judged = 0;
    int halved = 0;
    int disagree = 0;
    for (String text : texts) {
      String start = prefix(text, bytes);
      Optional<DomainDistribution> judgement = judge.classify(start);
      if (judgement.isPresent()) {
        judged++;
        for (int j = 0; j < sums.length; j++) {
          sums[j] += judgement.get().weight(mix.domains().get(j));
        }
      }
      int middle = start.length() / 2;
      Optional<String> first = judge.classify(start.substring(0, middle)).map(WrittenMix::top);
      Optional<String> second = judge.classify(start.substring(middle)).map(WrittenMix::top);
      if (first.isPresent() && second.isPresent()) {
        halved++;
        disagree += first.equals(second) ? 0 : 1;
      }
    }
    checkArgument(judged > 0, "none of %s texts was judged", texts.size());
    DomainDistribution shares = DomainDistribution.relative(mix.domains(), sums);
    return new WrittenMix(
        shares,
        distance(shares, mix),
        halved == 0 ? 0 : disagree / (double) halved,
        texts.size() - judged);
  }

  /**
   * Trains the judge of what small models write: many n-grams that nobody wrote. It judges each
   * text all the same.
   *
   * @param corpora the text to train on
   * @param ngram characters of an n-gram
   * @return the judge
   */
  public static NaiveBayesClassifier judge(Corpora corpora, int ngram) {
    NaiveBayesTrainer trainer =
        NaiveBayesClassifier.trainer().ngramLength(ngram).minimumKnownShare(0);
    corpora.texts(Split.TRAIN).forEach(trainer::text);
    return trainer.train();
  }

  /** {@return the domain with the largest share of a judgement} */
  public static String top(DomainDistribution judgement) {
    return judgement.asMap().entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .orElseThrow()
        .getKey();
  }

  private static double distance(DomainDistribution one, DomainDistribution other) {
    double sum = 0;
    for (String domain : other.domains()) {
      sum += Math.abs(one.weight(domain) - other.weight(domain));
    }
    return sum / 2;
  }

  /**
   * Returns the total variation that a perfect sampler and a perfect judge would show: about ½·Σ
   * √(2·w·(1 − w)/(π·n)), the mean distance of a normal variable from its mean.
   *
   * @param mix the true mix w
   * @param texts how many are judged, n, at least 1
   * @return the sampling noise, from 0 to 1
   */
  public static double noise(DomainDistribution mix, int texts) {
    double sum = 0;
    for (double share : mix.toArray()) {
      sum += Math.sqrt(2 * share * (1 - share) / (Math.PI * texts));
    }
    return sum / 2;
  }

  /**
   * Returns the start of a text, of at most {@code bytes} bytes, without half a character at its
   * end.
   */
  static String prefix(String text, int bytes) {
    byte[] all = text.getBytes(UTF_8);
    if (all.length <= bytes) {
      return text;
    }
    int to = bytes;
    while (to > 0 && (all[to] & 0xC0) == 0x80) {
      to--;
    }
    return new String(all, 0, to, UTF_8);
  }

  /**
   * Returns the starts of documents.
   *
   * @param documents texts
   * @param bytes of each at most, at least 1
   * @return their starts, in order
   */
  public static ImmutableList<String> prefixes(List<String> documents, int bytes) {
    return documents.stream()
        .map(document -> prefix(document, bytes))
        .collect(ImmutableList.toImmutableList());
  }
}
