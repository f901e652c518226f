package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;
import org.versatune.examples.results.StudyResults;

/** What the numbers do not say. */
final class LimitsSection {
  private LimitsSection() {}

  static ReportPage.Section of(StudyResults results) {
    return new ReportPage.Section(
        "limits",
        "Limits",
        ImmutableList.of(
            new Block.Bullets(
                ImmutableList.of(
                    "One seed ("
                        + results.provenance().seed()
                        + "): there is no measure of chance here. Another seed can change the "
                        + "order of strategies that are close. Run with other seeds before "
                        + "believing a small difference.",
                    "One small model ("
                        + Numbers.count(results.base().parameters())
                        + " parameters, bytes as tokens). Nothing here says what a model of "
                        + "billions of parameters would do.",
                    "One short budget ("
                        + Numbers.count(results.budget().fineTuningSteps())
                        + " steps a run). Orders can turn over in longer runs.",
                    "The learning rate and the options of the rules were not tuned for each "
                        + "strategy.",
                    "Loss on held-out text is what is measured, not how well a task is done.",
                    "The judge of detection was trained on text of the same domains as the base "
                        + "model; on foreign text it would do worse."))));
  }
}
