package org.versatune.examples.evidence.report;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a study found out on a question. */
public enum Verdict {
  /** The whole interval is on the claim's side of the threshold. */
  @JsonProperty("confirmed")
  CONFIRMED("confirmed"),
  /** The whole interval is on the other side. */
  @JsonProperty("refuted")
  REFUTED("refuted"),
  /** The threshold is inside the interval. */
  @JsonProperty("undecided")
  UNDECIDED("undecided");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
