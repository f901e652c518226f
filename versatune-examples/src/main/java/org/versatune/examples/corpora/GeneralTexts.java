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
 * General: speeches before the European Parliament, a document for each.
 *
 * <p>The file holds several languages and does not say which line is in which. So a line is kept if
 * it is long enough to tell and enough of its words are English function words.
 */
final class GeneralTexts {
  private static final Splitter FIELDS = Splitter.on('\t');

  /** Subject, date, speech. */
  private static final int SPEECH = 2;

  private static final int LEAST_WORDS = 20;
  private static final double LEAST_ENGLISH = 0.25;

  private GeneralTexts() {}

  static void read(ImmutableList<Archive.Entry> files, DomainText text) throws IOException {
    for (Archive.Entry file : files) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(new GZIPInputStream(file.stream()), UTF_8))) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          List<String> fields = FIELDS.splitToList(line);
          if (fields.size() > SPEECH && isEnglish(fields.get(SPEECH))) {
            String speech = text.novel(fields.get(SPEECH));
            if (Prose.acceptsDocument(speech)) {
              text.add(file.source() + ":" + number, speech);
            }
          }
        }
      }
    }
  }

  private static boolean isEnglish(String speech) {
    return Prose.words(speech) >= LEAST_WORDS && Prose.englishShare(speech) >= LEAST_ENGLISH;
  }
}
