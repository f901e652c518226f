// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Range;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.versatune.detection.CorrectedShares;
import org.versatune.detection.Detection;
import org.versatune.detection.Disagreement;
import org.versatune.detection.DomainClassifier;
import org.versatune.detection.DomainKnowledge;
import org.versatune.detection.SecondOpinion;
import org.versatune.detection.model.ChatModelJudge;
import org.versatune.internal.Json;

/**
 * What the command {@code detect} prints.
 *
 * @param detection what was found
 * @param classifier the judge
 * @param unused texts at the end of the file that no round took
 * @param smoothing texts added to each domain
 * @param mix the file with the mix; null without one
 */
record DetectionOutput(
    Detection detection,
    DomainClassifier classifier,
    int unused,
    double smoothing,
    @Nullable Path mix) {

  /** A table in Markdown, and what to know of it. */
  String table() {
    Formatter table = new Formatter(Locale.ROOT);
    table.format(
        """
        | domain | share | 95 %% interval | as judged | texts |
        | --- | ---: | ---: | ---: | ---: |
        """);
    intervals()
        .forEach(
            (domain, interval) ->
                table.format(
                    "| %s | %.4f | %.4f to %.4f | %.4f | %d |%n",
                    cell(domain),
                    detection.mix().weight(domain),
                    interval.lowerEndpoint(),
                    interval.upperEndpoint(),
                    detection.distribution().weight(domain),
                    detection.topCounts().get(domain)));
    table.format(
        "%n%d texts in %d rounds, %d declined, %d of them because the judge failed%s.%n%s%n"
            + "Judge: %s%n",
        detection.accepted() + detection.declined(),
        detection.roundsUsed(),
        detection.declined(),
        detection.failed(),
        unused == 0 ? "" : "; " + unused + " at the end of the file are not used",
        detection.corrected().isPresent()
            ? "The judge's mistakes on held-out text are taken out of the shares and in the"
                + " intervals."
            : "The intervals show the sampling of texts, not the mistakes of the judge.",
        classifier);
    if (smoothing > 0) {
      table.format(
          "Texts added to each domain (--smoothing): %s. They are in the shares, not in the"
              + " intervals.%n",
          smoothing);
    }
    detection.secondOpinion().ifPresent(opinion -> add(opinion, table));
    if (classifier instanceof ChatModelJudge chat) {
      table.format("%s\n", chat.progress());
    }
    if (mix != null) {
      table.format("The mix is in %s\n", mix);
    }
    return table.toString();
  }

  /** A bar in a name would end its cell. */
  private static String cell(String domain) {
    return domain.replace("|", "\\|");
  }

  private void add(SecondOpinion opinion, Formatter text) {
    text.format(
        "%n| domain | loss, nats/byte | yardstick's loss | knowledge | 95 %% interval |%n"
            + "| --- | ---: | ---: | ---: | ---: |%n");
    opinion
        .knowledge()
        .forEach(
            (domain, of) ->
                text.format(
                    "| %s | %.3f | %.3f | %+.3f | %+.3f to %+.3f |%n",
                    cell(domain),
                    of.modelLoss(),
                    of.yardstickLoss(),
                    of.knowledge(),
                    of.interval().lowerEndpoint(),
                    of.interval().upperEndpoint()));
    text.format(
        detection.disagreements().isEmpty()
            ? "\nThe losses do not contradict the shares.\n"
            : "\nThe losses contradict the shares:\n");
    detection.disagreements().forEach(each -> text.format("- %s\n", each));
  }

  /** Those of the mix: with the judge's errors taken out where that was possible. */
  private ImmutableMap<String, Range<Double>> intervals() {
    return detection
        .corrected()
        .map(CorrectedShares::intervals)
        .orElse(detection.clippedIntervals());
  }

  /** The same as a JSON object. */
  String json() {
    ImmutableMap.Builder<String, Object> all = ImmutableMap.builder();
    all.put("shares", detection.mix().asMap())
        .put(
            "intervals",
            Maps.transformValues(
                intervals(),
                interval -> ImmutableList.of(interval.lowerEndpoint(), interval.upperEndpoint())))
        .put("corrected", detection.corrected().isPresent())
        .put("judged", detection.distribution().asMap())
        .put("texts", detection.topCounts())
        .put("accepted", detection.accepted())
        .put("declined", detection.declined())
        .put("failed", detection.failed())
        .put("unused", unused)
        .put("rounds", detection.roundsUsed())
        .put("judge", classifier.toString());
    detection
        .secondOpinion()
        .ifPresent(
            opinion ->
                all.put(
                        "knowledge",
                        Maps.transformValues(opinion.knowledge(), DomainKnowledge::knowledge))
                    .put(
                        "disagreements",
                        detection.disagreements().stream().map(Disagreement::toString).toList()));
    if (classifier instanceof ChatModelJudge chat) {
      all.put("calls", chat.progress().calls())
          .put("tokens", chat.progress().inputTokens() + chat.progress().outputTokens());
    }
    return Json.writePretty(all.buildOrThrow()) + "\n";
  }
}
