// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Listed;

/** Checks that a run, its rows and a folder of segments belong together. */
final class WriterChecks {
  private WriterChecks() {}

  /** Refuses a domain without rows, and sizes that are not those of the rows. */
  static void domains(VersaTune run, DomainRows rows) {
    boolean knowsSizes = run.setup().has(Signal.DOMAIN_SIZE);
    for (String domain : run.domains()) {
      long size = rows.list(domain).size();
      if (knowsSizes) {
        double given = run.setup().byDomain(Signal.DOMAIN_SIZE).getOrDefault(domain, 0.0);
        checkArgument(
            given == size,
            "the run was given %s examples of domain '%s', which has %s rows; pass"
                + " domainSizes(rows.sizes())",
            given,
            domain,
            size);
      }
    }
  }

  /** Refuses a field that rows have already. */
  static void field(DomainRows rows, String field) {
    for (RowIndex file : rows.files()) {
      long count = file.source().fields().getOrDefault(field, 0L);
      checkArgument(
          field.isEmpty() || count == 0 || field.equals(file.domainField()),
          "%s: %s of its %s rows have a field '%s' already; name another domainField"
              + " (DomainRows.builder().byField(\"%s\", file) takes the domains from the field)",
          file.source().file(),
          count,
          file.source().rows(),
          field,
          field);
    }
  }

  /** Refuses to go on after a segment with something else than it was written with. */
  static void goesOn(
      VersaTune run,
      SegmentJson.Manifest last,
      ImmutableList<ImmutableMap<String, Object>> sources,
      String tokensBy,
      String field) {
    Segment segment = last.segment();
    isWhole(segment);
    same(segment, "seed", last.seed(), run.seed());
    same(segment, "field with the domain", last.field(), field);
    same(segment, "way of counting tokens", segment.tokensBy(), tokensBy);
    checkArgument(
        segment.domains().keySet().asList().equals(run.domains()),
        "%s is about the domains %s, the run about %s; write its segments into another folder",
        segment.manifest(),
        Listed.of(segment.domains().keySet()),
        Listed.of(run.domains()));
    for (Map.Entry<String, Long> drawn : run.draws().entrySet()) {
      Segment.Part part = segment.domains().get(drawn.getKey());
      checkArgument(
          part != null && part.drawn() == drawn.getValue(),
          "the run has drawn %s rows of domain '%s', and %s after %s; resume the run from"
              + " Segment.last(folder).snapshot(), or write its segments into another folder",
          drawn.getValue(),
          drawn.getKey(),
          part == null ? 0 : part.drawn(),
          segment.manifest());
    }
    checkArgument(
        last.sources().size() == sources.size(),
        "%s was written from %s files of rows, and %s are given; within a run they stay the same",
        segment.manifest(),
        last.sources().size(),
        sources.size());
    for (int i = 0; i < sources.size(); i++) {
      checkArgument(
          content(last.sources().get(i)).equals(content(sources.get(i))),
          "a file of rows is not as it was: %s in %s, %s now; bring the old file back, or start a"
              + " new run with the old weights as its initial distribution",
          Listed.of(last.sources().get(i)),
          segment.manifest(),
          Listed.of(sources.get(i)));
    }
  }

  /**
   * What must be the same: a file that was moved, on its own or with all others, is what it was.
   */
  private static Map<String, Object> content(Map<String, Object> source) {
    return Maps.filterKeys(source, key -> !key.equals("file"));
  }

  /**
   * Refuses a segment that a system which stopped has left in parts; one that is gone is used up.
   */
  private static void isWhole(Segment segment) {
    try {
      checkArgument(
          !Files.exists(segment.file())
              || (Files.size(segment.file()) == segment.bytes()
                  && RowIndex.checksum(segment.file()) == segment.crc32c()),
          "%s is not as its manifest says: the system stopped before it was on the disk, or it was"
              + " changed; delete it and %s, and go on from the segment before",
          segment.file(),
          segment.manifest());
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "segment", segment.file(), e);
    }
  }

  private static void same(Segment segment, String what, Object before, Object now) {
    checkArgument(
        before.equals(now),
        "%s was written with %s '%s', and now it is '%s'; within a run it stays the same, or write"
            + " into another folder",
        segment.manifest(),
        what,
        before,
        now);
  }
}
