package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A domain's iterator, taken apart into single examples with a position that can be saved: the
 * number of restarts, and of examples taken since the last. What was fetched but not yet taken is
 * kept.
 *
 * <p>A source starts at its beginning whatever was done to the iterator before, and a restored one
 * is reset as often as it was when it was saved: so a source that shuffles in {@code reset()} from
 * a generator of its own stands in the same order again, if that generator started the same.
 *
 * <p>Not safe for use by several threads.
 */
final class DomainSource {
  private final String domain;
  private final DataSetIterator iterator;
  private final ExhaustionPolicy policy;
  private final ReadingClaim claim;
  private PrefetchWatch prefetchers;
  private ImmutableList<Example> fetched = ImmutableList.of();
  private int used;
  private long restarts;
  private long taken;

  /** A hash of the first example of this pass; 0 before it has been read. */
  private long first;

  /** Whether examples were passed over that the iterator still has to pass over. */
  private boolean behind;

  /**
   * A source at its beginning.
   *
   * @throws IllegalArgumentException if the policy needs a reset that the iterator does not support
   */
  DomainSource(String domain, DataSetIterator iterator, ExhaustionPolicy policy) {
    requireReset(domain, iterator, policy);
    this.domain = domain;
    this.iterator = iterator;
    this.policy = policy;
    this.claim = ReadingClaim.of(DataRoles.source(domain), iterator);
    if (iterator instanceof SeekableDataSetIterator seekable) {
      move(() -> seekable.seek(0, 0), "seek(0, 0)");
    } else if (iterator.resetSupported()) {
      move(iterator::reset, "reset()");
    }
    this.prefetchers = new PrefetchWatch(iterator);
  }

  /** Moves the iterator, and names the domain where that fails. */
  private void move(Runnable step, String what) {
    try {
      step.run();
    } catch (Error e) {
      e.addSuppressed(new IllegalStateException(failed(what + " threw " + e)));
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalStateException(failed(what + " threw " + e), e);
    }
  }

  /**
   * Refuses to go on from a position that is not this source's any more.
   *
   * @throws IllegalStateException if another reader took the iterator
   */
  private void requireOwnPosition() {
    String other = claim.lostTo();
    checkState(
        other == null,
        "%s was moved after %s examples (restart %s) by another reader of the same iterator: %s. Its"
            + " position is lost. Give each an iterator of its own (two of them over the same data"
            + " are fine), and resume from the last snapshot or start again",
        DataRoles.source(domain),
        taken,
        restarts,
        other);
  }

  static void requireReset(String domain, DataSetIterator iterator, ExhaustionPolicy policy) {
    checkArgument(
        policy == ExhaustionPolicy.FAIL || iterator.resetSupported(),
        "the source of domain '%s' cannot be reset, so it cannot start again when it runs out; give"
            + " an iterator whose resetSupported() is true, or the policy %s",
        domain,
        ExhaustionPolicy.FAIL);
  }

  ExhaustionPolicy policy() {
    return policy;
  }

  DataSetIterator iterator() {
    return iterator;
  }

  long restarts() {
    return restarts;
  }

  long taken() {
    return taken;
  }

  /** A hash of the first example since the last restart; 0 where it was not read. */
  long first() {
    return first;
  }

  /** Whether it gave examples and none is left before it has to start again. */
  boolean isExhausted() {
    return taken > 0 && !fetch();
  }

  /**
   * The next example, from the beginning again where the policy says so. It stays the next one
   * until it is {@linkplain #take taken}.
   *
   * @throws SourceExhaustedException if the source ran out under {@link ExhaustionPolicy#FAIL}
   * @throws IllegalStateException if it is empty, or reading failed
   */
  Example peek() {
    if (!fetch()) {
      boolean gaveSome = restarts + taken > 0;
      if (gaveSome && policy == ExhaustionPolicy.FAIL) {
        throw new SourceExhaustedException(
            "the source of domain '"
                + domain
                + "' has run out after "
                + taken
                + " examples; give it more data, end the epoch earlier, or choose the policy "
                + ExhaustionPolicy.RESTART
                + " or "
                + ExhaustionPolicy.END_EPOCH);
      }
      if (gaveSome) {
        restart();
      }
      checkState(fetch(), "the source of domain '%s' is empty: it has no example", domain);
    }
    return fetched.get(used);
  }

  /** Takes the example that {@link #peek} returned. */
  void take() {
    used++;
    taken++;
  }

  /**
   * Passes over the next example as if it were taken, without reading it where the iterator can go
   * to any position.
   *
   * @throws SourceExhaustedException as for {@link #peek}
   * @throws IllegalStateException as for {@link #peek}
   */
  void pass() {
    if (used >= fetched.size()
        && iterator instanceof SeekableDataSetIterator seekable
        && taken < seekable.numExamples()) {
      behind = true;
    } else {
      var unused = peek();
      used++;
    }
    taken++;
  }

  /** The next examples as one batch of their own. */
  DataSet nextBatch(int size) {
    List<Example> examples = new ArrayList<>(size);
    while (examples.size() < size) {
      Example example = peek();
      if (!examples.isEmpty()) {
        BatchMerger.requireFit(examples.get(0), example);
      }
      take();
      examples.add(example);
    }
    return BatchMerger.merge(examples);
  }

  /** Starts again from the first example. */
  void restart() {
    requireOwnPosition();
    move(iterator::reset, "reset()");
    prefetchers = new PrefetchWatch(iterator);
    fetched = ImmutableList.of();
    used = 0;
    taken = 0;
    first = 0;
    behind = false;
    restarts++;
  }

  private boolean fetch() {
    while (used >= fetched.size()) {
      DataSet batch;
      requireOwnPosition();
      try {
        if (behind && iterator instanceof SeekableDataSetIterator seekable) {
          seekable.seek(restarts, taken);
          behind = false;
        }
        prefetchers.await();
        if (!iterator.hasNext()) {
          return false;
        }
        batch = iterator.next();
      } catch (Error e) {
        e.addSuppressed(new IllegalStateException(failed(e)));
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(failed(e), e);
      }
      checkState(batch != null, "%s", failed("next() gave null where hasNext() was true"));
      batch = LabelMasks.complete(batch, "the source of domain '" + domain + "'");
      if (taken == 0 && !(iterator instanceof SeekableDataSetIterator)) {
        first = SourceFingerprints.hash(batch);
      }
      fetched = Example.of(domain, batch);
      used = 0;
    }
    return true;
  }

  /**
   * Refuses other data than a run was saved with, as far as this pass has shown.
   *
   * @param saved the {@link #first()} of then; 0 where it is not known
   * @throws IllegalStateException if the pass began with another example
   */
  void requireFirst(long saved) {
    checkState(
        saved == 0 || first == 0 || saved == first,
        "domain '%s': its source begins with another example (by hash) than when the run was"
            + " saved: %s, and %s then%s",
        domain,
        first,
        saved,
        SourceFingerprints.REMEDY);
  }

  private String failed(Object why) {
    return "the source of domain '"
        + domain
        + "' failed after "
        + taken
        + " examples (restart "
        + restarts
        + "): "
        + why;
  }

  /**
   * Goes to a saved position.
   *
   * @throws IllegalStateException if the source has fewer examples than it had
   */
  void restore(long toRestarts, long toTaken) {
    if (iterator instanceof SeekableDataSetIterator seekable) {
      move(() -> seekable.seek(toRestarts, toTaken), "seek(" + toRestarts + ", " + toTaken + ")");
      restarts = toRestarts;
      taken = toTaken;
      return;
    }
    while (restarts < toRestarts) {
      restart();
    }
    while (taken < toTaken) {
      checkState(
          fetch(),
          "the source of domain '%s' has only %s examples where the saved run had taken %s; a run"
              + " can be resumed only with the data it was started with",
          domain,
          taken,
          toTaken);
      long step = Math.min(toTaken - taken, fetched.size() - used);
      used += Math.toIntExact(step);
      taken += step;
    }
  }
}
