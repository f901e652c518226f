package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.stream.Collectors;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;

/** Few strategies again, on seeds and a budget that none of them was chosen on. */
final class ConfirmationSection {
  private static final String NAME = "confirmation";

  private ConfirmationSection() {}

  /** Empty where the study has none. */
  static Optional<ReportPage.Section> of(ResultsFolder evidence) {
    ImmutableList<Group> groups = evidence.groups(NAME);
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.add(
        new Block.Paragraph(
            "Whoever picks the best of many strategies by their results overrates it. These were "
                + "run once more, all domains at once, on seeds and budgets that were not looked "
                + "at before: seeds "
                + seeds(evidence)
                + "."));
    for (Group group : groups) {
      blocks.add(new Block.Numbers(new GroupTables(evidence, group, "mean_gain").confirmation()));
    }
    return Optional.of(new ReportPage.Section(NAME, "Confirmation on fresh seeds", blocks.build()));
  }

  private static String seeds(ResultsFolder evidence) {
    return evidence.runs().stream()
        .filter(run -> run.study().equals(NAME))
        .map(Run::seed)
        .distinct()
        .sorted()
        .map(Numbers::count)
        .collect(Collectors.joining(", "));
  }
}
