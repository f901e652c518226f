package org.versatune.examples.evidence;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Tells how far a study has come and how long the rest will take, if it goes on at the speed so
 * far.
 *
 * <p>Work is counted in training steps; what was kept from an earlier run costs nothing and is not
 * counted. Safe for use by several threads.
 */
final class Progress {
  private final PrintWriter out;
  private final Stopwatch watch;
  private final double planned;
  private double done;

  Progress(PrintWriter out, Ticker ticker, double planned) {
    this.out = out;
    this.watch = Stopwatch.createStarted(ticker);
    this.planned = planned;
  }

  /** Says what was finished, and counts the steps that it took. */
  synchronized void finished(String what, double steps) {
    done += steps;
    double elapsed = seconds();
    double left = done > 0 ? elapsed * Math.max(planned - done, 0) / done : 0;
    out.printf(
        Locale.ROOT,
        "[%s] %5.1f %%, about %s left: %s%n",
        clock(elapsed),
        planned > 0 ? 100 * Math.min(done / planned, 1) : 100,
        clock(left),
        what);
    out.flush();
  }

  double seconds() {
    return watch.elapsed(TimeUnit.MILLISECONDS) / 1000.0;
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
