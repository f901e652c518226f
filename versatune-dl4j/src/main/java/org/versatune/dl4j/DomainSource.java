// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Takes a domain's iterator apart into single examples, with a position that can be saved: the
 * number of restarts, and of examples taken since the last. What was fetched but not yet taken is
 * kept.
 *
 * <p>A source starts at its beginning whatever was done to the iterator before, and a restored one
 * is reset as often as it was when it was saved: so a source that shuffles in {@code reset()} from
 * a generator of its own has the same order again, if that generator started the same.
 *
 * <p>Not safe for use by several threads.
 */
final class DomainSource {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());
  private static final String MOVED =
      "%s was moved after %s examples (restart %s) by another reader of the same iterator: %s."
          + " Its position is lost. Give each an iterator of its own (two of them over the same"
          + " data are fine), and resume from the last snapshot or start again";

  private final String domain;
  private final BatchReader reader;
  private final ExhaustionPolicy policy;
  private final ReadingClaim claim;
  private PrefetchWatch prefetchers;
  private ImmutableList<Example> fetched = ImmutableList.of();
  private int used;
  private SourcePosition position = SourcePosition.START;

  /** The length that a saved run found this pass to have; 0 where it is not known. */
  private long knownLength;

  private boolean saidOtherLength;

  /** Whether examples were passed over that the iterator still has to pass over. */
  private boolean behind;

  /**
   * Takes an iterator to its beginning.
   *
   * @throws IllegalArgumentException if the policy needs a reset that the iterator does not support
   */
  DomainSource(String domain, BatchReader reader, ExhaustionPolicy policy) {
    requireReset(domain, reader, policy);
    this.domain = domain;
    this.reader = reader;
    this.policy = policy;
    this.claim = ReadingClaim.of(DataRoles.source(domain), reader.iterator());
    SeekableSource seekable = reader.seekable();
    if (seekable != null) {
      move(() -> seekable.seek(0, 0), "seek(0, 0)");
    } else if (reader.resetSupported()) {
      move(reader::reset, "reset()");
    }
    this.prefetchers = new PrefetchWatch(reader.iterator());
  }

  DomainSource(String domain, DataSetIterator iterator, ExhaustionPolicy policy) {
    this(domain, BatchReader.of(iterator), policy);
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
        MOVED,
        DataRoles.source(domain),
        position.taken(),
        position.restarts(),
        DataRoles.source(domain).equals(other) ? other + " in another run" : other);
  }

  /**
   * Refuses to go on where an iterator of this package says that something else moved it. One that
   * was moved before anything was drawn, as by a normalizer that was fitted on it, goes back.
   */
  private void requireNotMoved() {
    if (reader.iterator() instanceof ShuffledIterator<?, ?> own
        && !own.isAt(position.restarts(), position.taken())) {
      checkState(
          position.equals(SourcePosition.START),
          MOVED,
          DataRoles.source(domain),
          position.taken(),
          position.restarts(),
          "one outside of this package, your own code, or a preprocessor of the iterator that adds"
              + " or leaves out examples");
      own.seek(0, 0);
    }
  }

  static void requireReset(String domain, BatchReader iterator, ExhaustionPolicy policy) {
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

  /** Returns what messages call it. */
  String what() {
    return DataRoles.source(domain);
  }

  BatchReader reader() {
    return reader;
  }

  SourcePosition position() {
    return position;
  }

  /** Returns whether it gave examples and none is left before it has to start again. */
  boolean isExhausted() {
    return position.taken() > 0 && !fetch();
  }

  /**
   * Returns the next example, from the beginning again where the policy says so. It stays the next
   * one until it is {@linkplain #take taken}.
   *
   * @throws SourceExhaustedException if the source ran out under {@link ExhaustionPolicy#FAIL}
   * @throws IllegalStateException if it is empty, reading failed, or its data changed since the run
   *     was saved
   */
  Example peek() {
    if (!fetch()) {
      boolean gaveSome = position.restarts() + position.taken() > 0;
      if (gaveSome && policy == ExhaustionPolicy.FAIL) {
        throw new SourceExhaustedException(
            "the source of domain '"
                + domain
                + "' has run out after "
                + position.taken()
                + " examples; give it more data, end the epoch earlier, or choose the policy "
                + ExhaustionPolicy.RESTART
                + " or "
                + ExhaustionPolicy.END_EPOCH);
      }
      if (gaveSome) {
        restart();
      }
      checkState(
          fetch(),
          "the source of domain '%s' is empty: it has no example%s",
          domain,
          gaveSome ? " any more after reset(), where it had some before" : "");
    }
    requireLength(knownLength == 0 || position.taken() < knownLength, "more than");
    return fetched.get(used);
  }

  /** Refuses a pass of another length than that which the saved run found. */
  private void requireLength(boolean same, String how) {
    checkState(
        same,
        "domain '%s': its source gives %s the %s examples that it gave in each pass before the run"
            + " was saved%s",
        domain,
        how,
        knownLength,
        SourceFingerprints.REMEDY);
  }

  /** Takes the example that {@link #peek} returned. */
  void take() {
    position = position.after(reader.seekable() != null ? 0 : fetched.get(used).fingerprint());
    used++;
  }

  /**
   * Passes over the next example as if it were taken, without reading it where the iterator can go
   * to any position.
   *
   * @throws SourceExhaustedException as for {@link #peek}
   * @throws IllegalStateException as for {@link #peek}
   */
  void pass() {
    SeekableSource seekable = reader.seekable();
    if (used >= fetched.size() && seekable != null && position.taken() < seekable.numExamples()) {
      behind = true;
      position = position.after(0);
    } else {
      var unused = peek();
      take();
    }
  }

  /** The next examples as one batch of their own. */
  Batch nextBatch(int size) {
    List<Example> examples = new ArrayList<>(size);
    while (examples.size() < size) {
      Example example = peek();
      if (!examples.isEmpty()) {
        BatchMerger.requireFit(examples.get(0), example);
      }
      take();
      examples.add(example);
    }
    return BatchMerger.batch(examples);
  }

  /** Starts again from the first example. */
  void restart() {
    requireOwnPosition();
    requireLength(knownLength == 0 || position.taken() == knownLength, "fewer than");
    warnOfOtherLength();
    move(reader::reset, "reset()");
    prefetchers = new PrefetchWatch(reader.iterator());
    fetched = ImmutableList.of();
    used = 0;
    behind = false;
    position = position.restarted();
    knownLength = 0;
  }

  /** Warns, once, of a pass that ended after another number of examples than those before. */
  private void warnOfOtherLength() {
    long before = position.passLength();
    if (!saidOtherLength && position.taken() > 0 && before > 0 && position.taken() != before) {
      saidOtherLength = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} ended pass {1} after {2} examples, and the one before after {3}. If it is not made"
              + " to, something else reads or resets the iterator (evaluate(iterator) does both),"
              + " or its data change while it is read: a resumed run would have other examples",
          DataRoles.source(domain),
          Long.toString(position.restarts() + 1),
          Long.toString(position.taken()),
          Long.toString(before));
    }
  }

  private boolean fetch() {
    while (used >= fetched.size()) {
      Object next;
      requireOwnPosition();
      try {
        SeekableSource seekable = reader.seekable();
        if (behind && seekable != null) {
          seekable.seek(position.restarts(), position.taken());
          behind = false;
        }
        requireNotMoved();
        prefetchers.await();
        if (!reader.hasNext()) {
          return false;
        }
        next = reader.next();
      } catch (Error e) {
        e.addSuppressed(new IllegalStateException(failed(e)));
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(failed(e), e);
      }
      checkState(next != null, "%s", failed("next() gave null where hasNext() was true"));
      Batch batch = LabelMasks.complete(Batch.ofEither(next, what()), what());
      if (position.taken() == 0 && reader.seekable() == null) {
        position = position.beginning(SourceFingerprints.hash(batch));
      }
      fetched = Example.of(domain, batch);
      used = 0;
    }
    return true;
  }

  /**
   * Refuses other data than a run was saved with, as far as this pass has shown, and from now on as
   * far as its length will show.
   *
   * @param saved the position to which this source was restored
   * @throws IllegalStateException if the examples up to there are others
   */
  void requireSame(SourcePosition saved) {
    requireSame("begins with another example (by hash)", saved.first(), position.first());
    requireSame(
        "gives other examples (by hash of the " + saved.taken() + " taken in this pass)",
        saved.passed(),
        position.passed());
    if (reader.seekable() == null) {
      knownLength = saved.passLength();
    }
  }

  private void requireSame(String what, long saved, long found) {
    checkState(
        saved == 0 || found == 0 || saved == found,
        "domain '%s': its source %s than when the run was saved: %s, and %s then%s",
        domain,
        what,
        found,
        saved,
        SourceFingerprints.REMEDY);
  }

  private String failed(Object why) {
    return "the source of domain '"
        + domain
        + "' failed after "
        + position.taken()
        + " examples (restart "
        + position.restarts()
        + "): "
        + why;
  }

  /**
   * Goes to a saved position.
   *
   * @throws IllegalStateException if the source has fewer examples than it had
   */
  void restore(SourcePosition saved) {
    SeekableSource seekable = reader.seekable();
    if (seekable != null) {
      move(
          () -> seekable.seek(saved.restarts(), saved.taken()),
          "seek(" + saved.restarts() + ", " + saved.taken() + ")");
      position = saved;
      return;
    }
    while (position.restarts() < saved.restarts()) {
      restart();
    }
    position = new SourcePosition(saved.restarts(), 0, 0, 0, saved.passLength());
    while (position.taken() < saved.taken()) {
      checkState(
          fetch(),
          "the source of domain '%s' has only %s examples where the saved run had taken %s; a run"
              + " can be resumed only with the data it was started with",
          domain,
          position.taken(),
          saved.taken());
      take();
    }
  }
}
