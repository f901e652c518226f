// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Text in a made-up language: words of random letters, drawn by Zipf's law. Two languages of
 * different seeds share hardly a word; a share of common words makes them harder to tell apart.
 * Each text keeps to a few of the words, as texts keep to their topic.
 */
final class Sentences {
  private static final int WORDS = 300;
  private static final int WORDS_OF_A_TOPIC = 40;

  private final List<String> own;
  private final List<String> common;
  private final double commonShare;

  private Sentences(List<String> own, List<String> common, double commonShare) {
    this.own = own;
    this.common = common;
    this.commonShare = commonShare;
  }

  static Sentences language(long seed) {
    return language(seed, 0);
  }

  static Sentences language(long seed, double commonShare) {
    return new Sentences(words(seed), words(-1), commonShare);
  }

  private static List<String> words(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      StringBuilder word = new StringBuilder();
      int length = random.nextInt(2, 9);
      for (int c = 0; c < length; c++) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words.add(word.toString());
    }
    return words;
  }

  /** Texts of about a length each. */
  ImmutableList<String> texts(int count, int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      List<String> ownTopic = topic(own, random);
      List<String> commonTopic = topic(common, random);
      StringBuilder text = new StringBuilder();
      while (text.length() < length) {
        List<String> from = random.nextDouble() < commonShare ? commonTopic : ownTopic;
        text.append(from.get(random.nextInt(from.size()))).append(' ');
      }
      texts.add(text.toString());
    }
    return texts.build();
  }

  private static List<String> topic(List<String> words, SplittableRandom random) {
    return random
        .doubles(WORDS_OF_A_TOPIC)
        .mapToObj(u -> words.get((int) Math.pow(WORDS, u) - 1))
        .toList();
  }
}
