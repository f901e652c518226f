// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.versatune.internal.Listed;

/**
 * The lines of a record that stay when its run is resumed: those up to the first report after the
 * snapshot. Not safe for use by several threads.
 */
final class KeptLines {
  private final RunHeader header;
  private final boolean ofToday;
  private final List<Object> objects = new ArrayList<>();
  private final List<Object> pending = new ArrayList<>();
  private final KnownEvents events = new KnownEvents();
  private LineEncoder encoder;
  private long length;

  private KeptLines(RecordLines lines) {
    header = lines.header();
    ofToday = lines.isOfToday();
    encoder = lines.encoder();
    length = lines.offset();
  }

  /**
   * Reads them.
   *
   * @param resumed the header of the run that goes on
   * @param step the step of the last report in its snapshot
   * @param drawn examples drawn until its snapshot, all domains together
   * @throws IllegalArgumentException if the file is the record of another run
   */
  static KeptLines read(Path file, RunHeader resumed, long step, long drawn) throws IOException {
    try (RecordLines lines = new RecordLines(file)) {
      checkSameRun(file, lines.header(), resumed);
      KeptLines kept = new KeptLines(lines);
      boolean past = false;
      for (Object line = lines.next(); line != null; line = lines.next()) {
        if (line instanceof RecordedUpdate update) {
          if (update.step() > step) {
            break;
          }
          past = false; // Drawing ran ahead of this report.
        } else {
          past = past || (line instanceof RunEvent event && event.isExhaustedAfter(drawn));
        }
        kept.add(line, lines, past);
      }
      return kept;
    }
  }

  /** Lines that an update may still follow stay for the time being. */
  private void add(Object line, RecordLines lines, boolean past) {
    if (past) {
      pending.add(line);
      return;
    }
    pending.forEach(this::keep);
    pending.clear();
    keep(line);
    encoder = lines.encoder();
    length = lines.offset();
  }

  private void keep(Object line) {
    if (line instanceof RunEvent event) {
      events.add(event);
    } else {
      events.passed();
    }
    if (!ofToday) {
      objects.add(line);
    }
  }

  private static void checkSameRun(Path file, RunHeader written, RunHeader resumed) {
    checkArgument(
        written.setup().domains().equals(resumed.setup().domains()),
        "run record %s is about the domains %s and the resumed run about %s: give the record of"
            + " that run, or another file",
        file,
        Listed.of(written.setup().domains()),
        Listed.of(resumed.setup().domains()));
    checkSame(file, "seed", written.seed(), resumed.seed());
    checkSame(file, "rule", written.scheduler().name(), resumed.scheduler().name());
    checkSame(file, "sampler", written.sampler().name(), resumed.sampler().name());
    checkArgument(
        written.setup().initial().equals(resumed.setup().initial()),
        "run record %s is of another run, which began with another distribution: give the record of"
            + " the resumed run, or another file",
        file);
  }

  private static void checkSame(Path file, String what, Object written, Object resumed) {
    checkArgument(
        written.equals(resumed),
        "run record %s is of another run: its %s is %s and that of the resumed run is %s; give the"
            + " record of the resumed run, or another file",
        file,
        what,
        written,
        resumed);
  }

  RunHeader header() {
    return header;
  }

  boolean isOfToday() {
    return ofToday;
  }

  KnownEvents events() {
    return events;
  }

  /** What writes on after them. */
  LineEncoder encoder() {
    return encoder;
  }

  /** How many bytes of the file they are. */
  long length() {
    return length;
  }

  /** The lines of a file of the first version in today's format. */
  byte[] written(LineEncoder out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] first = out.header();
    out.started(first);
    bytes.write(first);
    for (Object line : objects) {
      byte[] written;
      if (line instanceof RecordedUpdate update) {
        written = out.update(update);
        out.written(update, written);
      } else {
        written = out.event((RunEvent) line);
        out.written(written);
      }
      bytes.write(written);
    }
    return bytes.toByteArray();
  }
}
