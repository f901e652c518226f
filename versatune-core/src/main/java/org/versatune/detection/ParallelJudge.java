// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.collect.Sets;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.versatune.DomainDistribution;

/**
 * Has the classifier judge every text of a round, on several threads, and puts the judgements into
 * the {@link RoundWork}.
 *
 * <p>Threads take positions from one counter, in ascending order, and finish what they took. So
 * when a text fails, every text before it has been judged as well, and the failure that is reported
 * is the first by position, however many threads there were.
 *
 * <p>The caller's thread never judges, even where one thread is asked for. It waits, so that an
 * interrupt ends the wait at once, although a classifier may ignore it. The judging threads, which
 * are daemons, are interrupted too; a judgement that comes later is dropped.
 */
final class ParallelJudge {
  private final DomainDistribution template;
  private final int threads;
  private final Retries retries;
  private final JudgeFailurePolicy policy;

  ParallelJudge(
      DomainDistribution template, int threads, Retries retries, JudgeFailurePolicy policy) {
    this.template = template;
    this.threads = threads;
    this.retries = retries;
    this.policy = policy;
  }

  /** Judges the text at a position. */
  @FunctionalInterface
  interface Judging {
    Optional<DomainDistribution> judge(int position, String text);
  }

  /**
   * Judges what has not been judged yet.
   *
   * @param judging called from several threads
   * @param work the texts of the round
   * @param mostFailed texts that may be declined because the classifier failed
   */
  void judge(Judging judging, RoundWork work, double mostFailed) {
    int workers = Math.min(threads, work.texts().size());
    Callable<Integer> worker = () -> judgeSome(judging, work, mostFailed);
    ExecutorService pool =
        Executors.newFixedThreadPool(
            workers,
            new ThreadFactoryBuilder().setNameFormat("versatune-judge-%d").setDaemon(true).build());
    try {
      for (Future<Integer> ended : pool.invokeAll(Collections.nCopies(workers, worker))) {
        ended.get();
      }
    } catch (InterruptedException e) {
      work.stop();
      Thread.currentThread().interrupt();
      throw new DetectionException(work.name() + ": interrupted while the texts were judged", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
    work.throwFirstFailure();
  }

  private int judgeSome(Judging judging, RoundWork work, double mostFailed) {
    int judged = 0;
    // Asked before a position is taken: what is taken is judged.
    while (!work.stopped()) {
      int i = work.take();
      if (i < 0) {
        break;
      }
      try {
        judgeOne(judging, work, i, mostFailed);
        judged++;
      } catch (DetectionException e) {
        work.fail(i, e);
      } catch (Error e) {
        work.stop();
        throw e;
      }
    }
    return judged;
  }

  private void judgeOne(Judging judging, RoundWork work, int i, double mostFailed) {
    String where = work.name() + ", text " + i;
    String text = work.texts().get(i);
    Optional<DomainDistribution> judgement;
    try {
      judgement =
          retries.call(
              () -> judging.judge(i, text), e -> e instanceof JudgeException || isStopped(work));
    } catch (Exception | Error e) {
      boolean isOver =
          e instanceof JudgeException of && of.scope() == JudgeException.Scope.DETECTION;
      if (policy == JudgeFailurePolicy.DECLINE
          && !isOver
          && !Retries.isFatal(e)
          && !work.stopped()) {
        decline(work, i, where, mostFailed, e);
        return;
      }
      if (e instanceof Error error) {
        throw error;
      }
      throw new DetectionException(
          where + ": the classifier failed" + often(e) + ": " + inWords(e), e);
    }
    if (judgement == null) {
      throw new DetectionException(
          where + ": the classifier answered null; it declines with Optional.empty()");
    }
    work.judged(i, judgement.map(p -> inOrder(where, p)));
  }

  /**
   * Whether judging was stopped. Clears an interrupt that a judge left on its thread: only a caller
   * that stops the work means one, and it interrupts again after that.
   */
  private static boolean isStopped(RoundWork work) {
    boolean unused = Thread.interrupted();
    return work.stopped();
  }

  private void decline(RoundWork work, int i, String where, double mostFailed, Throwable cause) {
    int failed = work.declineFailed(i, where + ": " + inWords(cause));
    if (failed > mostFailed) {
      throw new DetectionException(
          work.name()
              + ": the classifier failed"
              + often(cause)
              + " on more texts than declinedShare lets be declined, "
              + failed
              + " in this round, of late on text "
              + i
              + ": "
              + inWords(cause),
          cause);
    }
  }

  /** A judge that repeats calls itself says by itself how often. */
  private String often(Throwable cause) {
    return retries.count() == 0 || cause instanceof JudgeException
        ? ""
        : " " + (retries.count() + 1L) + " times";
  }

  /** A judge's own words need no name of a class in front. */
  private static String inWords(Throwable cause) {
    return cause instanceof JudgeException ? String.valueOf(cause.getMessage()) : cause.toString();
  }

  private DomainDistribution inOrder(String where, DomainDistribution judgement) {
    if (judgement.domains().equals(template.domains())) {
      return judgement;
    }
    var known = new LinkedHashSet<>(template.domains());
    var answered = new LinkedHashSet<>(judgement.domains());
    if (!known.equals(answered)) {
      throw new DetectionException(
          where
              + ": the classifier answers over other domains: missing "
              + Sets.difference(known, answered)
              + ", unknown "
              + Sets.difference(answered, known)
              + "; this detection is over "
              + template.domains());
    }
    return template.withWeights(
        template.domains().stream().mapToDouble(judgement::weight).toArray());
  }
}
