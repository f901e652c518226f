// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import java.io.IOException;

/**
 * Finance: the definitions of payment and securities messages (ISO 20022) and the explanations of a
 * library of financial mathematics (finmath), from the Javadoc of their sources.
 *
 * <p>Half of the files have only one new sentence, and files with neighbouring names explain the
 * same matter in nearly the same words. So files are joined in alphabetical order until a document
 * is as long as those of other domains. Documents of one sentence would have no context, and two
 * versions of a sentence would be in training and in validation.
 */
final class FinanceTexts {
  /** Characters that complete a document (our choice). */
  private static final int FULL_DOCUMENT = 1000;

  private FinanceTexts() {}

  static void definitions(OpenArchive archive, DomainText text) throws IOException {
    read(archive, "com/prowidesoftware/swift/model/mx/dic/", text);
  }

  static void explanations(OpenArchive archive, DomainText text) throws IOException {
    read(archive, "", text);
  }

  private static void read(OpenArchive archive, String folder, DomainText text) throws IOException {
    String first = "";
    for (String name : archive.names(path -> path.startsWith(folder) && path.endsWith(".java"))) {
      if (text.length() == 0) {
        first = name;
      }
      for (String comment : JavaSource.docComments(archive.text(name))) {
        Javadoc.paragraphs(comment).forEach(text::prose);
      }
      if (text.length() >= FULL_DOCUMENT) {
        text.end(archive.locate(first));
      }
    }
    text.end(archive.locate(first));
  }
}
