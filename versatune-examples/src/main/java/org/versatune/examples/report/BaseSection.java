package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;
import org.versatune.examples.report.page.ResultTable;
import org.versatune.examples.report.page.ResultTable.Cell;
import org.versatune.examples.results.StudyResults;

/** Where every run starts, and what a specialist of each domain reaches. */
final class BaseSection {
  private BaseSection() {}

  static ReportPage.Section of(StudyResults results) {
    ImmutableList.Builder<ResultTable.Row> rows = ImmutableList.builder();
    for (String domain : results.domains()) {
      double base = Gains.get(results.base().testLosses(), domain);
      double reference = Gains.get(results.reference().testLosses(), domain);
      rows.add(
          new ResultTable.Row(
              domain,
              ImmutableList.of(
                  Cell.of(Numbers.loss(Gains.get(results.base().validationLosses(), domain))),
                  Cell.of(Numbers.loss(Gains.get(results.reference().validationLosses(), domain))),
                  Cell.of(Numbers.loss(base)),
                  Cell.of(Numbers.loss(reference)),
                  Cell.of(Numbers.loss(base - reference))),
              false));
    }
    return new ReportPage.Section(
        "base",
        "Base model and specialists",
        ImmutableList.of(
            new Block.Paragraph(
                "All runs start from one base model ("
                    + results.base().architecture()
                    + "; "
                    + Numbers.count(results.base().parameters())
                    + " parameters). A specialist is a copy of it trained on one domain alone with "
                    + "the budget of the strategies. Read the table: the last column is the way "
                    + "that gains are measured along; a short way makes a gain jumpy, and where "
                    + "there is none, gain is undefined. Validation text steers, test text "
                    + "decides."),
            new Block.Numbers(
                new ResultTable.Table(
                    "Losses in nats/token (a token is a byte)",
                    ImmutableList.of(
                        "domain",
                        "base, validation",
                        "specialist, validation",
                        "base, test (ℓ0)",
                        "specialist, test (ℓref)",
                        "ℓ0 − ℓref"),
                    rows.build(),
                    Gains.reasons(results)))));
  }
}
