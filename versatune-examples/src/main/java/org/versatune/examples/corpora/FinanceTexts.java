package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * Finance: the definitions of payment and securities messages (ISO 20022) and the explanations of a
 * library of financial mathematics (finmath); one document for each Java file's documentation.
 */
final class FinanceTexts implements DomainExtractor {
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
    for (String name : archive.names(wanted.and(path -> path.endsWith(".java")))) {
      for (String comment : JavaSource.docComments(archive.text(name))) {
        Javadoc.paragraphs(comment).forEach(text::add);
      }
      text.finish(archive.locate(name)).ifPresent(documents::add);
    }
    return documents.build();
  }
}
