package org.versatune.examples.evidence.report;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The paper's two effects. */
public enum Effect {
  /** All domains at once: better than a uniform mix. */
  @JsonProperty("fostering")
  FOSTERING("Fostering"),
  /** One domain grows: less forgetting of the others. */
  @JsonProperty("expansion")
  EXPANSION("Expansion");

  private final String title;

  Effect(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
