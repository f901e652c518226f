// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.MoreObjects.firstNonNull;
import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.report.LiveReport;
import org.versatune.examples.report.RecordReport;
import org.versatune.examples.report.StudyReport;
import org.versatune.examples.results.StudyResults;
import org.versatune.record.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the page of a run record, or that of a study's results again. */
@Command(
    name = "report",
    description =
        "Writes one HTML page of a run record (losses, weights, gains, forgetting, draws), or of the"
            + " results in a study's folder.")
final class ReportCommand extends Subcommand {
  @Parameters(paramLabel = "PATH", description = "A run record (JSON Lines) or a results folder.")
  private Path from = Path.of("run.jsonl");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the page goes. Default: beside the record, or report.html in the folder")
  private @Nullable Path out;

  @Option(
      names = "--follow",
      description =
          "Go on until interrupted: write the page again whenever the run record has grown. A"
              + " browser loads the page again by itself meanwhile")
  private boolean follow;

  private boolean hasEnded;

  @Override
  String whenInterrupted() {
    return follow ? "" : "interrupted: run the command again";
  }

  @Override
  public Integer call() throws InterruptedException {
    Path to = valid(this::write);
    print("report: %s", to);
    if (follow) {
      print("following %s; end with Ctrl-C", from);
      follow(to);
    }
    return OK;
  }

  /** Looks at the record every second. What is left at the end is a page that does not reload. */
  private void follow(Path to) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(to)));
    Object seen = "";
    try {
      while (true) {
        Object now = valid(this::stamp);
        if (!now.equals(seen)) {
          check(() -> write(to, true));
          seen = now;
        }
        Thread.sleep(1000);
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        hasEnded = true; // The message of this failure is the last word.
      }
      throw e;
    }
  }

  private synchronized void write(Path to, boolean goesOn) {
    if (!hasEnded) {
      hasEnded = !goesOn;
      LiveReport.write(from, to, goesOn);
    }
  }

  /** Writes the page a last time when the process is asked to end. */
  private void end(Path to) {
    try {
      write(to, false);
    } catch (UncheckedIOException | IllegalArgumentException e) {
      say("error: the page stays as it was last written: %s", String.valueOf(e.getMessage()));
    }
  }

  /** Changes when the record does. */
  private Object stamp() {
    try {
      return Files.size(from) + " " + Files.getLastModifiedTime(from);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the run record " + from + " is gone, and so is what there was to follow", e);
    }
  }

  private Path write() {
    boolean folder = Files.isDirectory(from);
    Path beside =
        folder
            ? from.resolve("report.html")
            : from.resolveSibling(MoreFiles.getNameWithoutExtension(from) + ".html");
    Path to = firstNonNull(out, beside);
    // Also a link to the record, or a record whose own name ends in .html.
    checkArgument(
        folder || !Files.exists(to) || !Files.exists(from) || !isRecord(to),
        "the page would replace the run record %s: name another file with --out",
        from);
    checkArgument(
        !follow || !folder, "--follow is for a run record, and %s is a folder: leave it out", from);
    if (folder) {
      StudyReport.write(StudyResults.read(from), to);
    } else {
      RecordReport.write(RunRecord.read(from), String.valueOf(from.getFileName()), to);
    }
    return to;
  }

  private boolean isRecord(Path file) {
    try {
      return Files.isSameFile(from, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
