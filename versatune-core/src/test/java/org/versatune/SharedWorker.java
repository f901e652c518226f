// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.versatune.internal.AtomicFiles;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.Schedulers;

/**
 * A process that trains one worker's part of a shared run, and the training itself: the model is
 * how many examples of each domain all workers have learnt from, so losses, weights and draws
 * depend on what each of them drew.
 */
final class SharedWorker {
  static final List<String> DOMAINS = List.of("law", "medicine", "code");
  static final long ROUND = 5;
  private static final int BATCH = 6;

  private final Path folder;
  private final int rank;
  private final int workers;

  /** Where the process is to stand still until it is killed: what, rank or −1 for any, step. */
  private final List<String> stall;

  SharedWorker(Path folder, int rank, int workers, List<String> stall) {
    this.folder = folder;
    this.rank = rank;
    this.workers = workers;
    this.stall = stall;
  }

  static RunBuilder described() {
    return VersaTune.builder()
        .domains(DOMAINS)
        .scheduler(Schedulers.fostering().magnitude(2))
        .referenceLosses(ImmutableMap.of("law", .2, "medicine", .9, "code", .4))
        .sampler(Samplers.exact().shuffled(7))
        .smoothing(.2)
        .updateEvery(ROUND)
        .seed(11);
  }

  /** Losses after so many examples of each domain. */
  static Map<String, Double> losses(long[] learnt) {
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    for (int j = 0; j < learnt.length; j++) {
      losses.put(DOMAINS.get(j), .1 * j + 3 * Math.pow(1 + learnt[j] / 10.0, -.3 - .1 * j));
    }
    return losses.buildOrThrow();
  }

  /** Draws a round, and counts its examples by domain. */
  static long[] round(VersaTune run, List<String> drawn) {
    long[] counts = new long[DOMAINS.size()];
    for (int i = 0; i < ROUND; i++) {
      for (String domain : run.plan(BATCH).domains()) {
        counts[DOMAINS.indexOf(domain)]++;
        drawn.add(domain);
      }
    }
    return counts;
  }

  /** Folder, rank, workers, last step, and where to stand still. */
  public static void main(String[] arguments) throws IOException {
    new SharedWorker(
            Path.of(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            List.of(arguments).subList(4, arguments.length))
        .train(Long.parseLong(arguments[3]));
  }

  void train(long until) throws IOException {
    try (SharedRun shared =
        SharedRun.in(folder.resolve("run"), Worker.of(rank, workers))
            .timeout(Duration.ofMinutes(3))
            .open(described().record(folder.resolve("run.jsonl")))) {
      VersaTune run = shared.run();
      if (run.reportedStep() < 0) {
        shared.report(0, () -> measured(0));
      }
      for (long step = run.reportedStep() + ROUND; step <= until; step += ROUND) {
        long now = step;
        List<String> drawn = new ArrayList<>();
        long[] counts = round(run, drawn);
        stall("training", now);
        write(part(now, rank), counts);
        write("drawn-" + now + "-" + rank, Joiner.on(' ').join(drawn));
        shared.report(
            now,
            () -> {
              stall("measuring", now);
              return measured(now);
            });
        stall("reported", now);
      }
    }
  }

  private String part(long step, int of) {
    return "part-" + step + "-" + of;
  }

  private Feedback measured(long step) {
    long[] learnt = new long[DOMAINS.size()];
    if (step > 0) {
      add(learnt, "learnt-" + (step - ROUND));
      for (int of = 0; of < workers; of++) {
        add(learnt, part(step, of));
      }
    }
    write("learnt-" + step, learnt);
    return Feedback.at(step).losses(losses(learnt));
  }

  private void add(long[] sum, String name) {
    try {
      List<String> numbers = Splitter.on(' ').splitToList(Files.readString(folder.resolve(name)));
      for (int j = 0; j < sum.length; j++) {
        sum[j] += Long.parseLong(numbers.get(j));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, long[] numbers) {
    write(name, numbers[0] + " " + numbers[1] + " " + numbers[2]);
  }

  private void write(String name, String text) {
    AtomicFiles.writeQuickly(folder.resolve(name), "test", aside -> Files.writeString(aside, text));
  }

  /** Stands still, once in all processes together. */
  private void stall(String where, long step) {
    if (stall.isEmpty()
        || !stall.get(0).equals(where)
        || !(stall.get(1).equals("-1") || stall.get(1).equals("" + rank))
        || Long.parseLong(stall.get(2)) != step) {
      return;
    }
    try {
      Files.createFile(folder.resolve("once"));
      write("stalled", "" + rank);
      Thread.sleep(Long.MAX_VALUE);
    } catch (FileAlreadyExistsException e) {
      return; // It did.
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
