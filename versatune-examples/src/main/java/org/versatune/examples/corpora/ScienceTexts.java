package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;

/**
 * Science: definitions of WordNet from the nouns of animals, natural objects, phenomena, plants,
 * processes and substances, and from any word whose field is a science other than medicine.
 */
final class ScienceTexts implements DomainExtractor {
  /** Lexicographer files noun.animal, .object, .phenomenon, .plant, .process and .substance. */
  private static final ImmutableSet<Integer> FILES = ImmutableSet.of(5, 17, 19, 20, 22, 27);

  /** Science, scientific discipline. */
  private static final ImmutableSet<String> SCIENCE = ImmutableSet.of("n06008975");

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
                      && (FILES.contains(synset.file()) || wordNet.belongsTo(synset, SCIENCE)),
              archive.locate("science")),
          0,
          "definitions");
    }
  }
}
