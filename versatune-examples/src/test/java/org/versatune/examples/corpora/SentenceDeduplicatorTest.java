// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Joiner;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SentenceDeduplicatorTest {
  private static final String FIRST = "Identifies the party that owns the account.";
  private static final String SECOND = "Amount of money to be moved between two accounts.";

  @Test
  void keepsANewSentenceAndDropsItTheSecondTime() {
    SentenceDeduplicator sentences = new SentenceDeduplicator();
    assertThat(sentences.novel(FIRST)).isEqualTo(FIRST);
    assertThat(sentences.novel(FIRST + " " + SECOND)).isEqualTo(SECOND);
    assertThat(sentences.novel(SECOND + " " + FIRST)).isEmpty();
    assertThat(sentences.duplicates()).isEqualTo(3);
  }

  @Test
  void knowsASentenceByItsLettersAlone() {
    SentenceDeduplicator sentences = new SentenceDeduplicator();
    assertThat(sentences.novel("Version 1 of the message: identifies the owner.")).isNotEmpty();
    assertThat(sentences.novel("VERSION 2 of the message - identifies   the owner!")).isEmpty();
  }

  @Test
  void cutsOnlyBeforeACapitalOrABracket() {
    SentenceDeduplicator sentences = new SentenceDeduplicator();
    sentences.novel("This sentence is known to the reader already.");
    assertThat(
            sentences.novel(
                "This sentence is known to the reader already; (here is one in brackets, and new)"
                    + " but i.e. this clause, with a small letter, belongs to it."))
        .isEqualTo(
            "(here is one in brackets, and new) but i.e. this clause, with a small letter,"
                + " belongs to it.");
  }

  @Test
  void dropsSentencesWithFewLettersAndDoesNotCountThemAsDuplicates() {
    SentenceDeduplicator sentences = new SentenceDeduplicator();
    // 24 letters and 25 letters.
    assertThat(sentences.novel("Abcdefgh abcdefgh abcdefgh.")).isEmpty();
    assertThat(sentences.novel("Abcdefgh abcdefgh abcdefghi.")).isNotEmpty();
    assertThat(sentences.duplicates()).isZero();
  }

  @Property
  void nothingIsNewTwice(@ForAll("texts") List<String> texts) {
    SentenceDeduplicator sentences = new SentenceDeduplicator(1);
    texts.forEach(sentences::novel);
    assertThat(texts.stream().map(sentences::novel)).allMatch(String::isEmpty);
  }

  @Property
  void everyDistinctSentenceIsKeptOnceInItsPlace(@ForAll("sentences") List<String> sentences) {
    SentenceDeduplicator deduplicator = new SentenceDeduplicator(1);
    List<String> expected = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (String sentence : sentences) {
      String key = SentenceDeduplicator.key(sentence);
      if (!keys.contains(key)) {
        keys.add(key);
        expected.add(sentence);
      }
    }
    assertThat(deduplicator.novel(Joiner.on("  \n").join(sentences)))
        .isEqualTo(Joiner.on(' ').join(expected));
    assertThat(deduplicator.duplicates()).isEqualTo(sentences.size() - expected.size());
  }

  @Provide
  Arbitrary<List<String>> sentences() {
    Arbitrary<String> word = Arbitraries.of("an", "account", "of", "the", "party", "pays", "it");
    return word.list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(words -> "The " + Joiner.on(' ').join(words) + ".")
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.strings()
        .withChars("abAB .:;?!(é1\n\t")
        .ofMaxLength(60)
        .list()
        .ofMaxSize(10);
  }
}
