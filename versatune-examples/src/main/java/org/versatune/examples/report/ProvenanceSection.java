// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.add(
        new Block.Paragraph(
            "The same configuration on the same text gives the same numbers; only times differ. The "
                + "run records hold every update of the weights and its reasons."),
        new Block.Facts(facts.build()));
    results.text().ifPresent(text -> blocks.add(new Block.Numbers(sizes(text))));
    JsonNode seconds = results.provenance().path("seconds");
    if (seconds.isObject()) {
      blocks.add(new Block.Numbers(durations(seconds)));
    }
    ImmutableList<Block.Text> long_ = texts.build();
    if (!long_.isEmpty()) {
      blocks.add(new Block.Texts(long_));
    }
    return new ReportPage.Section("provenance", "Provenance", blocks.build());
  }

  private static ResultTable.Table sizes(DataSummary text) {
    return ResultTable.Table.of(
        "Text by domain; SHA-256 of all: " + text.checksum(),
        ImmutableList.of(
            "domain",
            "training documents",
            "training bytes",
            "validation documents",
            "test documents"),
        text.domains().stream()
            .map(
                domain ->
                    ResultTable.Row.of(
                        domain.domain(),
                        Stream.of(
                                domain.trainDocuments(),
                                domain.trainBytes(),
                                domain.validationDocuments(),
                                domain.testDocuments())
                            .map(Numbers::count)))
            .collect(ImmutableList.toImmutableList()));
  }

  private static ResultTable.Table durations(JsonNode seconds) {
    return ResultTable.Table.of(
        "Wall-clock time by stage; single trainings may overlap",
        ImmutableList.of("stage", "time"),
        seconds.properties().stream()
            .map(
                stage ->
                    new ResultTable.Row(
                        stage.getKey(),
                        ImmutableList.of(
                            ResultTable.Cell.of(Numbers.duration(stage.getValue().doubleValue()))),
                        stage.getKey().equals("total")))
            .collect(ImmutableList.toImmutableList()));
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
