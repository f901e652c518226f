// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Says what a study is doing, with the time since its start and the time left, and records how long
 * each stage took.
 *
 * <p>Safe for use by several threads: lines do not mix.
 */
public final class StudyLog {
  private final PrintWriter out;
  private final boolean details;
  private final Stopwatch watch = Stopwatch.createStarted();
  private final Set<String> warned = new HashSet<>();
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private Stopwatch sincePlan = watch;
  private double planned;
  private double done;

  /**
   * Makes a log and starts its clock.
   *
   * @param out where lines go
   * @param details whether to say what happens inside a stage and to print results on the way; a
   *     study of many seeds would drown in them
   */
  public StudyLog(PrintWriter out, boolean details) {
    this.out = out;
    this.details = details;
  }

  /**
   * Says what is being done.
   *
   * @param line without its end
   */
  public void progress(String line) {
    if (details) {
      print(line);
    }
  }

  /** Says what may be wrong, and what to do; the same words are said once. */
  synchronized void warning(String line) {
    if (warned.add(line)) {
      print("warning: " + line);
    }
  }

  /**
   * Prints a result, without the time, between empty lines; nothing without details.
   *
   * @param text one or several lines
   */
  public synchronized void result(String text) {
    if (details) {
      out.println();
      out.println(text.stripTrailing());
      out.println();
      out.flush();
    }
  }

  /** Begins work of this size, of which {@link #finished} says how much is done. */
  synchronized void plan(double work) {
    planned = work;
    done = 0;
    sincePlan = Stopwatch.createStarted();
  }

  /**
   * Says what was finished, and how long the rest takes if it goes on at the speed so far. What was
   * kept from an earlier run costs nothing and is not counted.
   */
  synchronized void finished(String what, double work) {
    done += work;
    String left = "";
    if (done > 0) {
      long seconds = Math.round(seconds(sincePlan) * Math.max(planned - done, 0) / done);
      left =
          String.format(
              Locale.ROOT,
              ", about %d:%02d:%02d left",
              seconds / 3600,
              seconds / 60 % 60,
              seconds % 60);
    }
    double share = planned > 0 ? 100 * Math.min(done / planned, 1) : 100;
    print(String.format(Locale.ROOT, "%3.0f %%%s: %s", share, left, what));
  }

  private synchronized void print(String line) {
    out.printf(Locale.ROOT, "[%6.1f s] %s%n", elapsed(), line);
    out.flush();
  }

  /**
   * Does the work of a stage and keeps how long it took.
   *
   * @param stage its name; the times of several stages of one name add up
   * @param work what to do
   * @param <T> what comes of it
   * @return what the work returned
   * @throws Exception what the work threw
   */
  public <T> T timed(String stage, Callable<T> work) throws Exception {
    Stopwatch own = Stopwatch.createStarted();
    T result = work.call();
    double took = seconds(own);
    synchronized (this) {
      seconds.merge(stage, took, Double::sum);
    }
    return result;
  }

  double elapsed() {
    return seconds(watch);
  }

  /** Seconds by stage so far, in the order in which they ended, and the total last. */
  synchronized ImmutableMap<String, Double> secondsByStage() {
    return ImmutableMap.<String, Double>builder()
        .putAll(seconds)
        .put("total", seconds(watch))
        .buildOrThrow();
  }

  private static double seconds(Stopwatch watch) {
    return watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0;
  }
}
