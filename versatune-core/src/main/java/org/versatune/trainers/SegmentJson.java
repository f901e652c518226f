// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.versatune.DomainDistribution;
import org.versatune.Snapshot;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/** The JSON form of a manifest. */
final class SegmentJson {
  private static final String FORMAT = "versatune-segment";

  private SegmentJson() {}

  /**
   * A manifest.
   *
   * @param segment what was written
   * @param sources what each file of rows was when the segment was written
   * @param seed of the run
   * @param field the field with the domain that was added to each row; empty for none
   */
  record Manifest(
      Segment segment,
      ImmutableList<ImmutableMap<String, Object>> sources,
      long seed,
      String field) {}

  /** What a manifest says of the files of rows. */
  static ImmutableList<ImmutableMap<String, Object>> sources(DomainRows rows) {
    return rows.files().stream()
        .map(RowIndex::source)
        .map(
            source ->
                ImmutableMap.<String, Object>of(
                    "file", source.file().toString(),
                    "rows", source.rows(),
                    "size", source.stamp().size(),
                    "crc32c", source.crc32c()))
        .collect(ImmutableList.toImmutableList());
  }

  static void write(Manifest manifest) {
    Segment segment = manifest.segment();
    ImmutableMap<String, Double> ofRows = segment.sharesOfRows();
    ImmutableMap<String, Double> ofTokens = segment.sharesOfTokens();
    Map<String, Object> domains = new LinkedHashMap<>();
    segment
        .domains()
        .forEach(
            (domain, part) ->
                domains.put(
                    domain,
                    ImmutableMap.<String, Object>builder()
                        .put("rows", part.rows())
                        .put("bytes", part.bytes())
                        .put("tokens", part.tokens())
                        .put("weight", segment.weights().weight(domain))
                        .put("shareOfRows", ofRows.getOrDefault(domain, 0.0))
                        .put("shareOfTokens", ofTokens.getOrDefault(domain, 0.0))
                        .put("repeats", part.repeats())
                        .put("drawn", part.drawn())
                        .put("size", part.size())
                        .put("epochs", part.epochs())
                        .buildOrThrow()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("version", 1);
    json.put("number", segment.number());
    json.put("file", String.valueOf(segment.file().getFileName()));
    json.put("rows", segment.rows());
    json.put("bytes", segment.bytes());
    json.put("tokens", segment.tokens());
    json.put("crc32c", segment.crc32c());
    json.put("isComplete", segment.isComplete());
    json.put("tokensBy", segment.tokensBy());
    json.put("domainField", manifest.field());
    json.put("seed", manifest.seed());
    json.put("domains", domains);
    json.put("sources", manifest.sources());
    json.put("snapshot", Json.read(segment.snapshot().toJson()));
    AtomicFiles.write(
        segment.manifest(),
        "manifest",
        aside -> Files.writeString(aside, Json.writePretty(json) + "\n"));
  }

  static Manifest read(Path file) {
    String text;
    try {
      AtomicFiles.checkRegularIfThere(file);
      text = Files.readString(file);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "manifest", file, e);
    }
    try {
      return manifest(file, JsonObject.read(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file
              + ": this manifest cannot be used ("
              + e.getMessage()
              + "); delete it and its rows to write the segment again",
          e);
    }
  }

  private static Manifest manifest(Path file, JsonObject json) {
    checkArgument(
        FORMAT.equals(json.text("format", "")) && json.integer("version") == 1,
        "its format is not %s 1",
        FORMAT);
    ImmutableMap.Builder<String, Segment.Part> parts = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> weights = ImmutableMap.builder();
    JsonObject domains = json.object("domains");
    for (String domain : domains.fields().keySet()) {
      JsonObject part = domains.object(domain);
      weights.put(domain, part.number("weight"));
      parts.put(
          domain,
          new Segment.Part(
              part.integer("rows"),
              part.integer("bytes"),
              part.integer("tokens"),
              part.integer("repeats"),
              part.integer("drawn"),
              part.integer("size")));
    }
    return new Manifest(
        new Segment(
            Math.toIntExact(json.integer("number")),
            Objects.requireNonNull(file.toAbsolutePath().getParent()).resolve(json.text("file")),
            file,
            json.integer("rows"),
            json.integer("bytes"),
            json.integer("crc32c"),
            json.value("isComplete").equals(true),
            DomainDistribution.of(weights.buildOrThrow()),
            parts.buildOrThrow(),
            json.text("tokensBy"),
            Snapshot.fromJson(Json.write(json.object("snapshot").fields()))),
        json.list("sources").stream()
            .map(source -> JsonObject.of("a source", source).fields())
            .collect(ImmutableList.toImmutableList()),
        json.integer("seed"),
        json.text("domainField"));
  }
}
