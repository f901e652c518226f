package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;
import org.versatune.examples.report.page.ResultTable;
import org.versatune.examples.results.Budget;
import org.versatune.examples.results.DataSummary;
import org.versatune.examples.results.ExpansionStudy.ExpansionRun;
import org.versatune.examples.results.Provenance;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;

/** Where the numbers come from: enough to make them again. */
final class ProvenanceSection {
  private ProvenanceSection() {}

  static ReportPage.Section of(StudyResults results) {
    Provenance provenance = results.provenance();
    return new ReportPage.Section(
        "provenance",
        "Provenance",
        ImmutableList.of(
            new Block.Paragraph(
                "The same seed, budget and text on the same kind of machine give the same numbers; "
                    + "only the times below differ. The run records hold every update of the "
                    + "weights and its reasons."),
            new Block.Facts(origin(results)),
            new Block.Heading("Budget"),
            new Block.Facts(budget(results.budget())),
            new Block.Heading("Text"),
            new Block.Numbers(text(provenance.data())),
            new Block.Heading("Durations"),
            new Block.Numbers(durations(provenance))));
  }

  private static ImmutableList<Block.Fact> origin(StudyResults results) {
    Provenance provenance = results.provenance();
    String arguments = String.join(" ", provenance.command());
    return ImmutableList.of(
        new Block.Fact("seed", Long.toString(provenance.seed())),
        new Block.Fact("arguments", arguments.isEmpty() ? "none" : arguments),
        new Block.Fact("started", provenance.startedAt()),
        new Block.Fact("VersaTune", provenance.versaTune()),
        new Block.Fact("Java", provenance.java()),
        new Block.Fact("operating system", provenance.operatingSystem()),
        new Block.Fact("ND4J backend", provenance.backend()),
        new Block.Fact(
            "processors", provenance.cores() + ", trainings side by side: " + provenance.threads()),
        new Block.Fact(
            "base model",
            provenance.baseModelFromCache()
                ? "read from the cache of an earlier run"
                : "trained in this run"),
        new Block.Fact("text", provenance.data().source()),
        new Block.Fact("SHA-256 of the text", provenance.data().checksum()),
        new Block.Fact("layout of results.json", results.format()),
        new Block.Fact(
            "run records",
            Stream.concat(
                    results.fostering().stream(),
                    results.expansion().runs().stream().map(ExpansionRun::run))
                .map(StrategyRun::recordFile)
                .collect(Collectors.joining(", "))));
  }

  private static ImmutableList<Block.Fact> budget(Budget budget) {
    return ImmutableList.of(
        new Block.Fact("name", budget.name()),
        new Block.Fact("base training", Numbers.count(budget.baseSteps()) + " steps"),
        new Block.Fact(
            "fine-tuning of each run", Numbers.count(budget.fineTuningSteps()) + " steps"),
        new Block.Fact(
            "step",
            Numbers.count(budget.batchSize())
                + " sequences of "
                + Numbers.count(budget.sequenceLength())
                + " bytes"),
        new Block.Fact(
            "evaluation",
            "every "
                + Numbers.count(budget.evaluateEvery())
                + " steps, up to "
                + Numbers.count(budget.validationSequences())
                + " sequences a domain; final losses on up to "
                + Numbers.count(budget.testSequences())),
        new Block.Fact(
            "detection",
            "up to "
                + Numbers.count(budget.detectionRounds())
                + " rounds of "
                + Numbers.count(budget.detectionSamples())
                + " texts of "
                + Numbers.count(budget.detectionCharacters())
                + " bytes"),
        new Block.Fact(
            "learning rate",
            budget.baseLearningRate()
                + " in the base training, "
                + budget.fineTuningLearningRate()
                + " in the fine-tuning"));
  }

  private static ResultTable.Table text(DataSummary data) {
    return new ResultTable.Table(
        "Text by domain",
        ImmutableList.of(
            "domain",
            "training documents",
            "training bytes",
            "validation documents",
            "test documents"),
        data.domains().stream()
            .map(
                domain ->
                    new ResultTable.Row(
                        domain.domain(),
                        Stream.of(
                                domain.trainDocuments(),
                                domain.trainBytes(),
                                domain.validationDocuments(),
                                domain.testDocuments())
                            .map(count -> ResultTable.Cell.of(Numbers.count(count)))
                            .collect(ImmutableList.toImmutableList()),
                        false))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of());
  }

  private static ResultTable.Table durations(Provenance provenance) {
    List<ResultTable.Row> rows = new ArrayList<>();
    provenance
        .seconds()
        .forEach(
            (stage, seconds) ->
                rows.add(
                    new ResultTable.Row(
                        stage,
                        ImmutableList.of(ResultTable.Cell.of(Numbers.duration(seconds))),
                        stage.equals("total"))));
    return new ResultTable.Table(
        "Wall-clock time by stage; single trainings may overlap",
        ImmutableList.of("stage", "time"),
        ImmutableList.copyOf(rows),
        ImmutableList.of());
  }
}
