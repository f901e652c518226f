// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

/**
 * A text whose domain is known.
 *
 * @param domain its domain
 * @param text the text
 */
public record LabelledText(String domain, String text) {

  /**
   * Checks that nothing is missing.
   *
   * @param domain its domain
   * @param text the text
   * @throws NullPointerException if something is null; the message names it
   */
  public LabelledText {
    notNull(domain, "domain");
    notNull(text, "text");
  }
}
