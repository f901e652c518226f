package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;

/** The page, as the template reads it; its parts are public for the template's sake alone. */
final class ReportPage {

  /** The whole page. */
  public record Page(String title, String subtitle, ImmutableList<Section> sections) {}

  /**
   * A section.
   *
   * @param id anchor in the page
   */
  public record Section(String id, String heading, ImmutableList<Block> blocks) {}

  private ReportPage() {}
}
