package org.versatune.examples.study;

import java.util.List;
import java.util.Locale;
import org.versatune.DomainDistribution;
import org.versatune.examples.results.DetectionResult;

/** The tables that a study prints before its runs: what was detected, and where losses stand. */
final class StudyTables {
  private StudyTables() {}

  static String detection(DomainDistribution mix, DetectionResult detection) {
    TextTable table =
        new TextTable(
            "domain", "trained on", "detected", "+/- (95 %)", "on real text", "judge right");
    for (String domain : mix.domains()) {
      table.row(
          domain,
          Numbers.percent(mix.weight(domain)),
          Numbers.percent(detection.detected().getOrDefault(domain, 0.0)),
          Numbers.percent(detection.halfWidths().getOrDefault(domain, 0.0)),
          Numbers.percent(detection.judge().realTextInTrueMix().getOrDefault(domain, Double.NaN)),
          detection.judge().accuracyByDomain().containsKey(domain)
              ? Numbers.percent(detection.judge().accuracyByDomain().get(domain))
              : "-");
    }
    return "Detection: what the base model writes, sorted by a judge\n\n"
        + table
        + String.format(
            Locale.ROOT,
            "%d texts in %d rounds, %d declined. Judge: %s, %s right on %d real texts.\n"
                + "On real text: what the same judge finds in real text of the true mix; where"
                + " \"detected\" is further off, the model blends domains.",
            detection.accepted(),
            detection.rounds(),
            detection.declined(),
            detection.judge().name(),
            Numbers.percent(detection.judge().accuracy()),
            detection.judge().texts());
  }

  static String losses(List<String> domains, Measured base, Measured reference) {
    TextTable table = new TextTable("domain", "base model", "specialist", "to gain");
    for (String domain : domains) {
      double before = base.test().getOrDefault(domain, Double.NaN);
      double after = reference.test().getOrDefault(domain, Double.NaN);
      table.row(domain, Numbers.loss(before), Numbers.loss(after), Numbers.loss(before - after));
    }
    return "Reference losses: a specialist for each domain, nats/token (a token is a byte) on the"
        + " test text\n\n"
        + table;
  }
}
