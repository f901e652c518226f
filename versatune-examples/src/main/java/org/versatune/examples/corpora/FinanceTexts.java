// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * Finance: the definitions of payment and securities messages (ISO 20022) and the explanations of a
 * library of financial mathematics (finmath), as the documentation of their Java files has them.
 *
 * <p>Half of the files have but one new sentence, and neighbours by name explain the same matter in
 * nearly the same words. So files are joined in alphabetical order until a document is as long as
 * those of other domains: documents of one sentence would be short of context, and would stand in
 * training and in validation in two versions.
 */
final class FinanceTexts implements DomainExtractor {
  /** Characters that complete a document (our choice). */
  private static final int FULL_DOCUMENT = 1000;

  @Override
  public String domain() {
    return "finance";
  }

  @Override
  public ImmutableList<Archive> archives() {
    return ImmutableList.of(Archive.ISO_20022, Archive.FINMATH);
  }

  @Override
  public Extraction extract(ArchiveFolder folder) throws IOException {
    SentenceDeduplicator sentences = new SentenceDeduplicator();
    ImmutableList.Builder<Document> documents = ImmutableList.builder();
    try (OpenArchive archive = folder.open(Archive.ISO_20022)) {
      String definitions = "com/prowidesoftware/swift/model/mx/dic/";
      documents.addAll(read(archive, name -> name.startsWith(definitions), sentences));
    }
    try (OpenArchive archive = folder.open(Archive.FINMATH)) {
      documents.addAll(read(archive, name -> true, sentences));
    }
    return new Extraction(documents.build(), sentences.duplicates(), "sentences");
  }

  private static ImmutableList<Document> read(
      OpenArchive archive, Predicate<String> wanted, SentenceDeduplicator sentences) {
    ImmutableList.Builder<Document> documents = ImmutableList.builder();
    DocumentText text = new DocumentText(sentences);
    String first = "";
    for (String name : archive.names(wanted.and(path -> path.endsWith(".java")))) {
      if (text.length() == 0) {
        first = name;
      }
      for (String comment : JavaSource.docComments(archive.text(name))) {
        Javadoc.paragraphs(comment).forEach(text::add);
      }
      if (text.length() >= FULL_DOCUMENT) {
        text.finish(archive.locate(first)).ifPresent(documents::add);
      }
    }
    text.finish(archive.locate(first)).ifPresent(documents::add);
    return documents.build();
  }
}
