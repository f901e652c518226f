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

class DomainTextTest {
  private static final String FIRST = "Identifies the party that owns the account.";
  private static final String SECOND = "Amount of money to be moved between two accounts.";

  @Test
  void keepsANewSentenceAndDropsItTheSecondTime() {
    DomainText sentences = new DomainText();
    assertThat(sentences.novel(FIRST)).isEqualTo(FIRST);
    assertThat(sentences.novel(FIRST + " " + SECOND)).isEqualTo(SECOND);
    assertThat(sentences.novel(SECOND + " " + FIRST)).isEmpty();
    assertThat(sentences.extraction("sentences").duplicatesRemoved()).isEqualTo(3);
  }

  @Test
  void knowsASentenceByItsLettersAlone() {
    DomainText sentences = new DomainText();
    assertThat(sentences.novel("Version 1 of the message: identifies the owner.")).isNotEmpty();
    assertThat(sentences.novel("VERSION 2 of the message - identifies   the owner!")).isEmpty();
  }

  @Test
  void cutsOnlyBeforeACapitalOrABracket() {
    DomainText sentences = new DomainText();
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
    DomainText sentences = new DomainText();
    // 24 letters and 25 letters.
    assertThat(sentences.novel("Abcdefgh abcdefgh abcdefgh.")).isEmpty();
    assertThat(sentences.novel("Abcdefgh abcdefgh abcdefghi.")).isNotEmpty();
    assertThat(sentences.extraction("sentences").duplicatesRemoved()).isZero();
  }

  @Property
  void nothingIsNewTwice(@ForAll("texts") List<String> texts) {
    DomainText sentences = new DomainText(1);
    texts.forEach(sentences::novel);
    assertThat(texts.stream().map(sentences::novel)).allMatch(String::isEmpty);
  }

  @Property
  void everyDistinctSentenceIsKeptOnceInItsPlace(@ForAll("sentences") List<String> sentences) {
    DomainText text = new DomainText(1);
    List<String> expected = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (String sentence : sentences) {
      String key = DomainText.key(sentence);
      if (!keys.contains(key)) {
        keys.add(key);
        expected.add(sentence);
      }
    }
    assertThat(text.novel(Joiner.on("  \n").join(sentences)))
        .isEqualTo(Joiner.on(' ').join(expected));
    assertThat(text.extraction("sentences").duplicatesRemoved())
        .isEqualTo(sentences.size() - expected.size());
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
