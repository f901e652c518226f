// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;

/**
 * Medicine: definitions of health records (FHIR), notes on how diseases run (Synthea), clinical
 * notes (cTAKES) and the words of body and medicine (WordNet).
 */
final class MedicineTexts implements DomainExtractor {
  /** Lexicographer file noun.body. */
  private static final int BODY = 8;

  /** Medical science, of which medicine and its specialties are kinds. */
  private static final ImmutableSet<String> MEDICINE = ImmutableSet.of("n06055093");

  @Override
  public String domain() {
    return "medicine";
  }

  @Override
  public ImmutableList<Archive> archives() {
    return ImmutableList.of(Archive.FHIR, Archive.SYNTHEA, Archive.CTAKES, Archive.WORDNET);
  }

  @Override
  public Extraction extract(ArchiveFolder folder) throws IOException {
    SentenceDeduplicator sentences = new SentenceDeduplicator();
    ImmutableList.Builder<Document> documents = ImmutableList.builder();
    try (OpenArchive archive = folder.open(Archive.FHIR)) {
      documents.addAll(FhirDefinitions.read(archive, sentences));
    }
    try (OpenArchive archive = folder.open(Archive.SYNTHEA)) {
      documents.addAll(SyntheaRemarks.read(archive, sentences));
    }
    try (OpenArchive archive = folder.open(Archive.CTAKES)) {
      documents.addAll(ClinicalNotes.read(archive, sentences));
    }
    try (OpenArchive archive = folder.open(Archive.WORDNET)) {
      WordNet wordNet = WordNet.read(archive);
      documents.addAll(
          wordNet.documents(synset -> takes(wordNet, synset), archive.locate("medicine")));
    }
    return new Extraction(documents.build(), sentences.duplicates(), "sentences");
  }

  /** Says whether a synset is one of medicine, and so not one of science. */
  static boolean takes(WordNet wordNet, Synset synset) {
    return (synset.id().startsWith("n") && synset.file() == BODY)
        || wordNet.isAbout(synset, MEDICINE);
  }
}
