// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;

/**
 * Science: definitions of WordNet from the nouns of animals, natural objects, phenomena, plants,
 * processes and substances, and from any word whose field is a natural science or mathematics. What
 * is medicine's is left to medicine, and the social sciences are left out: the words of economics
 * would be those of finance.
 */
final class ScienceTexts implements DomainExtractor {
  /** Lexicographer files noun.animal, .object, .phenomenon, .plant, .process and .substance. */
  private static final ImmutableSet<Integer> FILES = ImmutableSet.of(5, 17, 19, 20, 22, 27);

  /** Natural science, mathematics, metallurgy, metrology. */
  private static final ImmutableSet<String> SCIENCE =
      ImmutableSet.of("n06009578", "n06009822", "n06135149", "n06145257");

  @Override
  public String domain() {
    return "science";
  }

  @Override
  public ImmutableList<Archive> archives() {
    return ImmutableList.of(Archive.WORDNET);
  }

  @Override
  public Extraction extract(ArchiveFolder folder) throws IOException {
    try (OpenArchive archive = folder.open(Archive.WORDNET)) {
      WordNet wordNet = WordNet.read(archive);
      return new Extraction(
          wordNet.documents(
              synset ->
                  !MedicineTexts.takes(wordNet, synset)
                      && (FILES.contains(synset.file()) || wordNet.isAbout(synset, SCIENCE)),
              archive.locate("science")),
          0,
          "definitions");
    }
  }
}
