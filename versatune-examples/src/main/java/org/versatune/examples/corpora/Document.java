// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Utf8;

/**
 * Holds a piece of text that is never divided between training, validation and test.
 *
 * @param source where the text was read, for example {@code archive.jar!/path/in/it} or {@code
 *     law/cases.jsonl:17}
 * @param text the text, not blank
 */
public record Document(String source, String text) {
  /** Refuses a blank text, naming its source. */
  public Document {
    checkArgument(!text.isBlank(), "%s: a document without text", source);
  }

  /** {@return the bytes of the text in UTF-8, at least 1} */
  public int bytes() {
    return Utf8.encodedLength(text);
  }
}
