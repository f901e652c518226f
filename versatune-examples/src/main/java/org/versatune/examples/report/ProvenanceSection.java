// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.versatune.examples.results.DataSummary;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.StudyResults;
import tools.jackson.databind.JsonNode;

/** Where the results come from: every fact of {@code provenance.json}, whatever it is called. */
final class ProvenanceSection {
  private ProvenanceSection() {}

  static ReportPage.Section of(StudyResults results) {
    ImmutableList.Builder<Block.Fact> facts = ImmutableList.builder();
    ImmutableList.Builder<Block.Text> texts = ImmutableList.builder();
    for (Map.Entry<String, JsonNode> entry : results.provenance().properties()) {
      String name = words(entry.getKey());
      String text = text(entry.getValue());
      if (text.contains("\n")) {
        texts.add(new Block.Text(name, text));
      } else if (!entry.getKey().equals("seconds")) {
        facts.add(new Block.Fact(name, text));
      }
    }
    String records =
        results.runs().stream()
            .map(Run::record)
            .filter(record -> !record.isEmpty())
            .limit(12)
            .collect(Collectors.joining(", "));
    if (!records.isEmpty()) {
      facts.add(
          new Block.Fact("run records", records + (results.runs().size() > 12 ? ", \u2026" : "")));
    }
    SectionBuilder section =
        new SectionBuilder("provenance", "Provenance")
            .paragraph(
                """
                The same configuration on the same text gives the same numbers; only times differ. The
                run records hold every update of the weights and its reasons.""")
            .add(new Block.Facts(facts.build()));
    results.text().ifPresent(text -> section.tables(sizes(text)));
    JsonNode seconds = results.provenance().path("seconds");
    if (seconds.isObject()) {
      section.tables(durations(seconds));
    }
    ImmutableList<Block.Text> shown = texts.build();
    return (shown.isEmpty() ? section : section.add(new Block.Texts(shown))).build();
  }

  private static ResultTable.Table sizes(DataSummary text) {
    return ResultTable.of(
            "Text by domain; SHA-256 of all: " + text.checksum(),
            "domain",
            text.domains(),
            DataSummary.DomainText::domain)
        .column("training documents", of -> Numbers.count(of.trainDocuments()))
        .column("training bytes", of -> Numbers.count(of.trainBytes()))
        .column("validation documents", of -> Numbers.count(of.validationDocuments()))
        .column("test documents", of -> Numbers.count(of.testDocuments()))
        .build();
  }

  private static ResultTable.Table durations(JsonNode seconds) {
    return ResultTable.of(
            "Wall-clock time by stage; single trainings may overlap",
            "stage",
            seconds.propertyNames())
        .column("time", stage -> Numbers.duration(seconds.path(stage).doubleValue()))
        .summary(stage -> stage.equals("total"))
        .build();
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
