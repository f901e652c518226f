// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Doubles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.versatune.DomainDistribution;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.internal.UnicodeText;

/** A {@link DetectionProgress} as JSON with format, version and a checksum of the body. */
final class ProgressJson {
  private static final String FORMAT = "versatune-detection";
  private static final long VERSION = 1;
  private static final String PLACES = "places";

  private ProgressJson() {}

  static String write(DetectionProgress progress) {
    DetectionProvenance from = progress.provenance();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("generator", UnicodeText.whole(from.generator()));
    body.put("classifier", UnicodeText.whole(from.classifier()));
    body.put("domains", from.domains());
    body.put("rounds", from.rounds());
    body.put("samplesPerRound", from.samplesPerRound());
    from.tolerance().ifPresent(tolerance -> body.put("tolerance", tolerance));
    body.put("declinedShare", from.declinedShare());
    body.put("smoothing", from.smoothing());
    body.put("seed", from.seed());
    body.put("done", progress.rounds().stream().map(ProgressJson::round).toList());
    body.put("texts", progress.unfinished().texts());
    List<Object> judged = new ArrayList<>();
    progress
        .unfinished()
        .judged()
        .forEach(
            (position, judgement) -> {
              judged.add(position);
              judged.add(judgement.map(p -> Doubles.asList(p.toArray())).orElse(List.of()));
            });
    body.put("judged", judged);
    progress.errors().ifPresent(errors -> body.put("heldOut", heldOut(errors)));
    String text = Json.write(body);
    return Json.write(
        ImmutableMap.of(
            "format", FORMAT, "version", VERSION, "sha256", sha256(text), "detection", body));
  }

  private static Map<String, Object> heldOut(JudgeErrors errors) {
    return ImmutableMap.of(
        "texts",
        errors.heldOut(),
        "domains",
        errors.texts().stream().map(JudgeErrors.OfText::domain).toList(),
        PLACES,
        errors.texts().stream().map(ProgressJson::places).toList());
  }

  /** Labels and their counts in turn: with many domains almost all counts are 0. */
  private static List<Long> places(JudgeErrors.OfText text) {
    return text.placed().entrySet().stream()
        .flatMap(each -> Stream.of(each.getKey().longValue(), each.getValue()))
        .toList();
  }

  private static JudgeErrors heldOut(JsonObject heldOut, int domains) {
    long[] of = heldOut.longs("domains");
    // Before there were documents of many domains, each had a count of every label.
    boolean dense = !heldOut.has(PLACES);
    List<Object> placed = heldOut.list(dense ? "placed" : PLACES);
    checkArgument(of.length == placed.size(), "held-out texts and their domains differ in number");
    ImmutableList.Builder<JudgeErrors.OfText> texts = ImmutableList.builder();
    for (int i = 0; i < of.length; i++) {
      double[] counts = numbers(placed.get(i));
      ImmutableSortedMap.Builder<Integer, Long> byLabel = ImmutableSortedMap.naturalOrder();
      boolean valid = of[i] >= 0 && of[i] < domains;
      valid &= dense ? counts.length == domains : counts.length % 2 == 0;
      for (int c = 0; valid && c < counts.length; c += dense ? 1 : 2) {
        int label = dense ? c : (int) counts[c];
        long count = (long) counts[dense ? c : c + 1];
        valid = label >= 0 && label < domains && count >= 0;
        if (count > 0) {
          byLabel.put(label, count);
        }
      }
      checkArgument(valid, "held-out text %s is not of the %s domains", i, domains);
      texts.add(new JudgeErrors.OfText((int) of[i], byLabel.buildOrThrow()));
    }
    return new JudgeErrors(heldOut.text("texts"), texts.build());
  }

  private static Map<String, Object> round(DetectionRound round) {
    return ImmutableMap.<String, Object>builder()
        .put("seed", round.seed())
        .put("accepted", round.accepted())
        .put("declined", round.declined())
        .put("failed", round.failed())
        .put("distribution", Doubles.asList(round.distribution().toArray()))
        .put("variances", round.variances().values())
        .put("topCounts", round.topCounts().values())
        .buildOrThrow();
  }

  static DetectionProgress read(String json) {
    try {
      JsonObject document = JsonObject.read(json);
      checkArgument(
          document.has("format") && FORMAT.equals(document.value("format")),
          "it is not the progress of a detection; write one with DetectionProgress.write");
      long version = document.integer("version");
      checkArgument(
          version == VERSION,
          "it has version %s and this library reads version %s; detect anew, or use the library"
              + " that wrote it",
          version,
          VERSION);
      checkArgument(
          sha256(Json.write(document.object("detection").fields())).equals(document.text("sha256")),
          "it was altered: the checksum does not fit; detect anew");
      return progress(document.object("detection"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the detection cannot be gone on with: " + e.getMessage(), e);
    }
  }

  private static DetectionProgress progress(JsonObject body) {
    ImmutableList<String> domains = body.texts("domains");
    DomainDistribution template = DomainDistribution.uniform(domains);
    DetectionProvenance provenance =
        new DetectionProvenance(
            body.text("generator"),
            body.text("classifier"),
            domains,
            Math.toIntExact(body.integer("rounds")),
            Math.toIntExact(body.integer("samplesPerRound")),
            body.has("tolerance")
                ? OptionalDouble.of(body.number("tolerance"))
                : OptionalDouble.empty(),
            body.number("declinedShare"),
            body.number("smoothing"),
            body.integer("seed"));
    ImmutableList.Builder<DetectionRound> rounds = ImmutableList.builder();
    int number = 1;
    for (Object round : body.list("done")) {
      rounds.add(round(number++, template, JsonObject.of("round", round)));
    }
    ImmutableMap.Builder<Integer, Optional<DomainDistribution>> judged = ImmutableMap.builder();
    List<Object> pairs = body.list("judged");
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      double[] weights = numbers(pairs.get(i + 1));
      judged.put(
          Math.toIntExact(JsonObject.integer("position", pairs.get(i))),
          weights.length == 0 ? Optional.empty() : Optional.of(template.withWeights(weights)));
    }
    return new DetectionProgress(
        provenance,
        rounds.build(),
        new DetectionProgress.Unfinished(body.text("texts"), judged.buildOrThrow()),
        body.has("heldOut")
            ? Optional.of(heldOut(body.object("heldOut"), domains.size()))
            : Optional.empty());
  }

  private static DetectionRound round(int number, DomainDistribution template, JsonObject round) {
    return new DetectionRound(
        number,
        round.integer("seed"),
        Math.toIntExact(round.integer("accepted")),
        Math.toIntExact(round.integer("declined")),
        template.withWeights(round.doubles("distribution")),
        template.byDomain(round.doubles("variances")),
        template.byDomain(round.longs("topCounts")),
        Math.toIntExact(round.integer("failed")));
  }

  private static double[] numbers(Object list) {
    checkArgument(list instanceof List, "%s is no list of numbers", list);
    return ((List<?>) list)
        .stream()
            .mapToDouble(
                x -> {
                  checkArgument(x instanceof Number, "%s is no number", x);
                  return ((Number) x).doubleValue();
                })
            .toArray();
  }

  private static String sha256(String text) {
    return Hashing.sha256().hashUnencodedChars(text).toString();
  }
}
