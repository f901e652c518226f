package org.versatune.examples.study;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
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
 * Tells the user what a study is doing, with the time since its start, and keeps how long each
 * stage took.
 *
 * <p>Safe for use by several threads: lines do not mix.
 */
public final class StudyLog {
  private final PrintWriter out;
  private final boolean warningsOnly;
  private final Ticker ticker;
  private final Stopwatch watch;
  private final Set<String> warned = new HashSet<>();
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  /**
   * A log that starts its clock.
   *
   * @param out where lines go
   * @param ticker the clock
   */
  public StudyLog(PrintWriter out, Ticker ticker) {
    this(out, ticker, false);
  }

  private StudyLog(PrintWriter out, Ticker ticker, boolean warningsOnly) {
    this.out = out;
    this.warningsOnly = warningsOnly;
    this.ticker = ticker;
    this.watch = Stopwatch.createStarted(ticker);
  }

  /**
   * A log that passes on warnings and nothing else.
   *
   * @param out where lines go
   * @param ticker the clock
   * @return the log
   */
  public static StudyLog ofWarnings(PrintWriter out, Ticker ticker) {
    return new StudyLog(out, ticker, true);
  }

  /**
   * Says what is being done, after the time since the start.
   *
   * @param line without its end
   */
  public void progress(String line) {
    if (!warningsOnly) {
      print(line);
    }
  }

  /**
   * Says what may be wrong, and what to do; the same words are said once.
   *
   * @param line without its end
   */
  public synchronized void warning(String line) {
    if (warned.add(line)) {
      print("warning: " + line);
    }
  }

  private synchronized void print(String line) {
    out.printf(Locale.ROOT, "[%6.1f s] %s%n", elapsed(), line);
    out.flush();
  }

  /** A result, without the time, after an empty line. */
  synchronized void result(String text) {
    if (warningsOnly) {
      return;
    }
    out.println();
    out.println(text.stripTrailing());
    out.println();
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
    Stopwatch own = Stopwatch.createStarted(ticker);
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
