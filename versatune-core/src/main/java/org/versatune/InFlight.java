package org.versatune;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What adapters tell a run: where data sources stand, which batches have been trained, and which
 * thread trains.
 *
 * <p>Not safe for use by several threads: {@link VersaTune} guards it.
 */
final class InFlight {
  private final ImmutableMap<String, SavedState> restored;
  private final Map<String, Supplier<SavedState>> positions = new LinkedHashMap<>();
  private final Map<String, LongFunction<SavedState>> positionsByBatch = new LinkedHashMap<>();
  private final Deque<Planned> unconfirmed = new ArrayDeque<>();
  private long reportsEvery;
  private @Nullable Thread trainer;
  private @Nullable RuntimeException end;

  /**
   * A batch that was planned and not confirmed.
   *
   * @param number its number
   * @param before where drawing stood before it
   * @param positions where data sources stood before it
   */
  record Planned(
      long number, DrawStream.Point before, ImmutableMap<String, SavedState> positions) {}

  InFlight(ImmutableMap<String, SavedState> restored) {
    this.restored = restored;
  }

  void attach(String name, Supplier<SavedState> position) {
    requireFree(name);
    positions.put(name, position);
  }

  void attach(String name, LongFunction<SavedState> before) {
    requireFree(name);
    positionsByBatch.put(name, before);
  }

  private void requireFree(String name) {
    checkState(
        !positions.containsKey(name) && !positionsByBatch.containsKey(name),
        "'%s' is attached to this run already; one run feeds one iterator",
        name);
  }

  Optional<SavedState> restored(String name) {
    return Optional.ofNullable(restored.get(name));
  }

  void expectReports(long every) {
    reportsEvery = every;
    end = null;
    trainHere();
  }

  void endReports(RuntimeException reason) {
    end = reason;
  }

  /** Throws why no report comes any more, if that was said. */
  void requireReports() {
    RuntimeException reason = end;
    if (reason != null) {
      throw new IllegalStateException(reason.getMessage(), reason);
    }
  }

  void trainHere() {
    trainer = Thread.currentThread();
  }

  void confirm(long number) {
    trainHere();
    while (!unconfirmed.isEmpty() && unconfirmed.getFirst().number() <= number) {
      unconfirmed.removeFirst();
    }
  }

  /** The batch that is going to be drawn; null where none will be confirmed. */
  @Nullable Planned next(DrawStream draws, long number) {
    return reportsEvery == 0 ? null : new Planned(number, draws.point(), positionsNow());
  }

  /** Notes that a batch was drawn. */
  void planned(@Nullable Planned batch) {
    if (batch != null) {
      unconfirmed.addLast(batch);
    }
  }

  /**
   * The step whose report has to have come before a batch is drawn on this thread.
   *
   * @return ⌊b/m⌋·m for batch number b under reports every m batches; 0 for none
   */
  long due(long number) {
    return reportsEvery == 0 || Thread.currentThread() == trainer
        ? 0
        : number / reportsEvery * reportsEvery;
  }

  private ImmutableMap<String, SavedState> positionsNow() {
    if (positions.isEmpty()) {
      return ImmutableMap.of();
    }
    ImmutableMap.Builder<String, SavedState> now = ImmutableMap.builder();
    positions.forEach((name, position) -> now.put(name, position.get()));
    return now.buildOrThrow();
  }

  /** Where drawing stood before the oldest batch that is not confirmed, or stands. */
  RunState.DrawState state(DrawStream draws, long batches) {
    Planned oldest = unconfirmed.peekFirst();
    if (oldest == null) {
      return draws.now(batches, attached(positionsNow(), batches));
    }
    return draws.at(
        oldest.before(), oldest.number(), attached(oldest.positions(), oldest.number()));
  }

  private ImmutableMap<String, SavedState> attached(
      ImmutableMap<String, SavedState> known, long batch) {
    ImmutableMap.Builder<String, SavedState> all = ImmutableMap.builder();
    all.putAll(known);
    positionsByBatch.forEach((name, before) -> all.put(name, before.apply(batch)));
    return all.buildOrThrow();
  }
}
