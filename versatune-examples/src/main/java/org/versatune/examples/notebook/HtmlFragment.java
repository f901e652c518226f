// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

/** HTML that is shown as it is. */
record HtmlFragment(String html) implements Html {
  @Override
  public String toString() {
    return html;
  }
}
