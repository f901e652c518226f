package org.versatune.detection;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;

/**
 * Puts every text of a round before the classifier, on several threads, and hands the judgements
 * back in the order of the texts.
 *
 * <p>Threads take positions from one counter, in ascending order, and finish what they took. So
 * when a text fails, every text before it has been judged as well, and the failure that is reported
 * is the first by position, however many threads there were.
 */
final class ParallelJudge {
  private final DomainClassifier classifier;
  private final DomainDistribution template;
  private final int threads;

  ParallelJudge(DomainClassifier classifier, DomainDistribution template, int threads) {
    this.classifier = classifier;
    this.template = template;
    this.threads = threads;
  }

  List<Optional<DomainDistribution>> judge(int round, ImmutableList<String> texts) {
    Round work = new Round(round, texts);
    int workers = Math.min(threads, texts.size());
    if (workers == 1) {
      work.call();
    } else {
      inParallel(work, workers);
    }
    return work.judgements();
  }

  private static void inParallel(Round work, int workers) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            workers,
            new ThreadFactoryBuilder().setNameFormat("versatune-judge-%d").setDaemon(true).build());
    try {
      for (Future<Integer> worker : pool.invokeAll(Collections.nCopies(workers, work))) {
        worker.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DetectionException(
          "round " + work.round + ": interrupted while the texts were judged", e);
    } catch (ExecutionException e) {
      // Exceptions are kept with their text, so an Error is all that gets here.
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** The texts of one round; each worker calls it and takes texts until there are none left. */
  private final class Round implements Callable<Integer> {
    private final int round;
    private final ImmutableList<String> texts;
    private final AtomicInteger next = new AtomicInteger();
    private final List<@Nullable Optional<DomainDistribution>> judgements;
    private final List<@Nullable DetectionException> failures;
    private volatile boolean failed;

    Round(int round, ImmutableList<String> texts) {
      this.round = round;
      this.texts = texts;
      // Each slot is written by one thread and read after all threads have ended.
      this.judgements = new ArrayList<>(Collections.nCopies(texts.size(), null));
      this.failures = new ArrayList<>(Collections.nCopies(texts.size(), null));
    }

    @Override
    public Integer call() {
      int judged = 0;
      // Asked before a position is taken: what is taken is judged.
      while (!failed) {
        int i = next.getAndIncrement();
        if (i >= texts.size()) {
          break;
        }
        try {
          judgements.set(i, checked(i));
          judged++;
        } catch (DetectionException e) {
          failures.set(i, e);
          failed = true;
        }
      }
      return judged;
    }

    private Optional<DomainDistribution> checked(int i) {
      Optional<DomainDistribution> judgement;
      try {
        judgement = classifier.classify(texts.get(i));
      } catch (RuntimeException e) {
        throw new DetectionException(
            where(i) + ": the classifier failed: " + e + "; the text is " + quoted(texts.get(i)),
            e);
      }
      if (judgement == null) {
        throw new DetectionException(
            where(i) + ": the classifier answered null; it declines with Optional.empty()");
      }
      return judgement.map(p -> inOrder(i, p));
    }

    private DomainDistribution inOrder(int i, DomainDistribution judgement) {
      if (judgement.domains().equals(template.domains())) {
        return judgement;
      }
      var known = new java.util.LinkedHashSet<>(template.domains());
      var answered = new java.util.LinkedHashSet<>(judgement.domains());
      if (!known.equals(answered)) {
        throw new DetectionException(
            where(i)
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

    private String where(int i) {
      return "round " + round + ", text " + i;
    }

    List<Optional<DomainDistribution>> judgements() {
      ImmutableList.Builder<Optional<DomainDistribution>> all =
          ImmutableList.builderWithExpectedSize(texts.size());
      for (int i = 0; i < texts.size(); i++) {
        DetectionException failure = failures.get(i);
        if (failure != null) {
          throw failure;
        }
        Optional<DomainDistribution> judgement = judgements.get(i);
        if (judgement == null) {
          throw new IllegalStateException(where(i) + " was not judged");
        }
        all.add(judgement);
      }
      return all.build();
    }
  }

  private static String quoted(String text) {
    return "'" + (text.length() <= 80 ? text : text.substring(0, 80) + "…") + "'";
  }
}
