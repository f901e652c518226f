package org.versatune.examples.notebook;

/** HTML as it stands. */
record HtmlFragment(String html) implements Html {
  @Override
  public String toString() {
    return html;
  }
}
