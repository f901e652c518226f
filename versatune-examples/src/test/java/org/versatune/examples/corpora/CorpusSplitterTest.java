// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CorpusSplitterTest {
  private static final CorpusOptions ALL = CorpusOptions.defaults().withAllBytes();

  private static ImmutableList<Document> documents(List<Integer> lengths) {
    ImmutableList.Builder<Document> documents = ImmutableList.builder();
    for (int i = 0; i < lengths.size(); i++) {
      documents.add(new Document("d" + i, "x".repeat(lengths.get(i))));
    }
    return documents.build();
  }

  private static ImmutableList<Document> documents(int number, int length) {
    return documents(IntStream.range(0, number).mapToObj(i -> length).toList());
  }

  private static Corpus split(ImmutableList<Document> documents, CorpusOptions options) {
    return split("law", documents, options);
  }

  private static Corpus split(
      String domain, ImmutableList<Document> documents, CorpusOptions options) {
    return new CorpusSplitter(domain, new Extraction(documents, 0, "documents"), options.seed())
        .cut(options.maxBytesPerDomain());
  }

  private static List<Document> all(Corpus corpus) {
    return new ArrayList<>(
        ImmutableList.copyOf(Iterables.concat(corpus.train(), corpus.validation(), corpus.test())));
  }

  @Property
  void everyDocumentIsInExactlyOnePart(
      @ForAll @Size(min = 3, max = 120) List<@IntRange(min = 1, max = 50) Integer> lengths,
      @ForAll long seed) {
    ImmutableList<Document> documents = documents(lengths);
    Corpus corpus = split(documents, ALL.withSeed(seed));
    assertThat(all(corpus)).containsExactlyInAnyOrderElementsOf(documents);
    int tenth = Math.max(1, Math.round(documents.size() / 10f));
    assertThat(corpus.validation()).hasSize(tenth);
    assertThat(corpus.test()).hasSize(tenth);
    assertThat(corpus.train()).isNotEmpty();
  }

  @Property
  void neverTakesMoreBytesThanAllowed(
      @ForAll @Size(min = 3, max = 120) List<@IntRange(min = 1, max = 50) Integer> lengths,
      @ForAll @LongRange(min = 500, max = 3000) long most,
      @ForAll long seed) {
    ImmutableList<Document> documents = documents(lengths);
    Corpus corpus = split(documents, new CorpusOptions(seed, most));
    Corpus whole = split(documents, ALL.withSeed(seed));
    assertThat(corpus.bytes()).isLessThanOrEqualTo(most);
    for (Split split : Split.values()) {
      // A document is in the same part whatever the size, and what was left out would not fit.
      assertThat(corpus.documents(split)).isSubsetOf(whole.documents(split));
      long share = split == Split.TRAIN ? most - 2 * (most / 10) : most / 10;
      assertThat(whole.documents(split))
          .filteredOn(document -> !corpus.documents(split).contains(document))
          .allMatch(document -> corpus.bytes(split) + document.bytes() > share);
    }
    assertThat(whole.bytes() <= most).isEqualTo(all(corpus).size() == documents.size());
  }

  @Property
  void theSeedAloneDecides(@ForAll long seed) {
    ImmutableList<Document> documents = documents(50, 10);
    assertThat(all(split(documents, ALL.withSeed(seed))))
        .isEqualTo(all(split(documents, ALL.withSeed(seed))));
    assertThat(all(split(documents, ALL.withSeed(seed))))
        .isNotEqualTo(all(split(documents, ALL.withSeed(seed + 1))));
  }

  @Test
  void aFewHugeDocumentsDoNotDecideAPart() {
    // 90 short documents and ten that hold ten times as much as all of them.
    List<Integer> lengths = new ArrayList<>();
    IntStream.range(0, 100).forEach(i -> lengths.add(i < 10 ? 900 : 10));
    for (long seed = 0; seed < 20; seed++) {
      Corpus corpus = split(documents(lengths), ALL.withSeed(seed));
      assertThat(corpus.bytes(Split.VALIDATION)).isEqualTo(900 + 9 * 10);
      assertThat(corpus.bytes(Split.TEST)).isEqualTo(900 + 9 * 10);
    }
  }

  @Test
  void partsDependOnTheDomain() {
    ImmutableList<Document> documents = documents(50, 10);
    Corpus medicine = split("medicine", documents, ALL);
    assertThat(all(medicine)).isNotEqualTo(all(split(documents, ALL)));
  }

  @Test
  void countsBytesOfUtf8() {
    ImmutableList<Document> documents =
        ImmutableList.of(
            new Document("a", "é"), new Document("b", "€"), new Document("c", "\uD83D\uDE00"));
    assertThat(split(documents, ALL).bytes()).isEqualTo(2 + 3 + 4);
  }

  @Test
  void tooFewDocumentsAreAnError() {
    assertThatThrownBy(() -> split(documents(2, 10), ALL))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("'law'")
        .hasMessageContaining("2, and at least 3 are needed");
  }

  @Test
  void aLimitThatLeavesAPartEmptyIsAnError() {
    assertThatThrownBy(() -> split(documents(10, 100), ALL.withMaxBytesPerDomain(999)))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("'law': with 999 bytes for each domain")
        .hasMessageContaining("allow 1000 bytes or more (--bytes-per-domain 1000, or all)");
    assertThat(split(documents(10, 100), ALL.withMaxBytesPerDomain(1000)).bytes()).isEqualTo(1000);
  }

  @Test
  void aLimitMustBePositive() {
    assertThatThrownBy(() -> new CorpusOptions(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0; it must be at least 1");
  }
}
