package org.versatune.examples.evidence.report;

/** A strategy and the mix that it starts from. */
record Choice(String strategy, String start) {

  /** A name for pictures. */
  String name() {
    return start.isEmpty() ? strategy : strategy + " (" + start + ")";
  }
}
