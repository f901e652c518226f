// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.versatune.examples.report.ReportPage.Named;
import org.versatune.examples.results.DataSummary;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.StudyResults;
import tools.jackson.databind.JsonNode;

/** Where the results come from: every fact of {@code provenance.json}, whatever it is called. */
final class ProvenanceSection {
  /** Most run records that are named. */
  private static final int RECORDS = 12;

  private ProvenanceSection() {}

  static ImmutableMap<String, Object> of(StudyResults results) {
    List<Named> facts = new ArrayList<>();
    List<Named> texts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : results.provenance().properties()) {
      String text = text(entry.getValue());
      if (text.contains("\n") || !entry.getKey().equals("seconds")) {
        (text.contains("\n") ? texts : facts).add(new Named(words(entry.getKey()), text));
      }
    }
    List<String> records =
        results.runs().stream().map(Run::record).filter(record -> !record.isEmpty()).toList();
    if (!records.isEmpty()) {
      facts.add(
          new Named(
              "run records",
              records.stream().limit(RECORDS).collect(Collectors.joining(", "))
                  + (results.runs().size() > RECORDS ? ", \u2026" : "")));
    }
    List<ResultTable<?>> tables = new ArrayList<>();
    if (results.text() != null) {
      tables.add(sizes(results.text()));
    }
    JsonNode seconds = results.provenance().path("seconds");
    if (seconds.isObject()) {
      tables.add(durations(seconds));
    }
    return ImmutableMap.of("facts", facts, "texts", texts, "tables", tables);
  }

  private static ResultTable<DataSummary.DomainText> sizes(DataSummary text) {
    return ResultTable.of(
            "Text by domain; SHA-256 of all: " + text.checksum(),
            "domain",
            text.domains(),
            DataSummary.DomainText::domain)
        .column("training documents", of -> Numbers.count(of.trainDocuments()))
        .column("training bytes", of -> Numbers.count(of.trainBytes()))
        .column("validation documents", of -> Numbers.count(of.validationDocuments()))
        .column("test documents", of -> Numbers.count(of.testDocuments()));
  }

  private static ResultTable<String> durations(JsonNode seconds) {
    return ResultTable.of(
            "Wall-clock time by stage; single trainings may overlap",
            "stage",
            seconds.propertyNames())
        .column("time", stage -> Numbers.duration(seconds.path(stage).doubleValue()))
        .summary(stage -> stage.equals("total"));
  }

  /** A name of JSON in words: {@code totalSeconds} is "total seconds". */
  private static String words(String name) {
    return Ascii.toLowerCase(name.replaceAll("([a-z])([A-Z])", "$1 $2").replace('_', ' '));
  }

  private static String text(JsonNode node) {
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false)
          .map(ProvenanceSection::text)
          .collect(Collectors.joining(", "));
    }
    if (node.isObject()) {
      return node.properties().stream()
          .map(entry -> words(entry.getKey()) + ": " + text(entry.getValue()))
          .collect(Collectors.joining("; "));
    }
    return node.asString("");
  }
}
