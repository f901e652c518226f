package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.ReportPage;
import tools.jackson.databind.JsonNode;

/** Where the results come from: every fact of {@code provenance.json}, whatever it is called. */
final class ProvenanceFacts {
  private ProvenanceFacts() {}

  static ReportPage.Section of(ResultsFolder evidence) {
    ImmutableList.Builder<Block.Fact> facts = ImmutableList.builder();
    ImmutableList.Builder<Block.Text> texts = ImmutableList.builder();
    evidence
        .provenance()
        .properties()
        .forEach(
            entry -> {
              String name = words(entry.getKey());
              String text = text(entry.getValue());
              if (text.contains("\n")) {
                texts.add(new Block.Text(name, text));
              } else {
                facts.add(new Block.Fact(name, text));
              }
            });
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.add(
        new Block.Paragraph(
            "The same configuration on the same text gives the same numbers; only times differ."),
        new Block.Facts(facts.build()));
    ImmutableList<Block.Text> long_ = texts.build();
    if (!long_.isEmpty()) {
      blocks.add(new Block.Texts(long_));
    }
    return new ReportPage.Section("provenance", "Provenance", blocks.build());
  }

  /** A name of JSON in words: {@code totalSeconds} is "total seconds". */
  private static String words(String name) {
    return com.google.common.base.Ascii.toLowerCase(
        name.replaceAll("([a-z])([A-Z])", "$1 $2").replace('_', ' '));
  }

  private static String text(JsonNode node) {
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false)
          .map(ProvenanceFacts::text)
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
