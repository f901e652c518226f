package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.Schedulers;

/** Describes how a saved run goes on. Not safe for use by several threads. */
public final class Resumption {
  private final RunState state;
  private @Nullable WeightScheduler scheduler;
  private DomainSampler.@Nullable Kind sampler;
  private @Nullable Shard shard;
  private @Nullable Path record;

  Resumption(RunState state) {
    this.state = state;
  }

  /**
   * Gives the user's own rule back, as it was given to {@link RunBuilder#scheduler}; its state
   * comes from the snapshot.
   *
   * @param rule of the same name as the saved one
   * @return this builder
   * @throws IllegalArgumentException if its name differs
   */
  public Resumption scheduler(WeightScheduler rule) {
    notNull(rule, "rule");
    checkArgument(
        rule.describe().name().equals(state.rule().name()),
        "the run was saved under rule '%s' and cannot go on under '%s'",
        state.rule().name(),
        rule.describe().name());
    scheduler = rule;
    return this;
  }

  /**
   * Gives the user's own kind of sampler back.
   *
   * @param kind of the same name as the saved one
   * @return this builder
   * @throws IllegalArgumentException if its name differs
   */
  public Resumption sampler(DomainSampler.Kind kind) {
    notNull(kind, "kind");
    checkArgument(
        kind.describe().name().equals(state.sampler().name()),
        "the run was saved with sampler '%s' and cannot go on with '%s'",
        state.sampler().name(),
        kind.describe().name());
    sampler = kind;
    return this;
  }

  /**
   * Goes on as another worker, or as one of another number of workers. Any worker's snapshot will
   * do, if all had drawn equally often under the same reports; the new workers share the draws
   * after it.
   *
   * @param part the new part; by default the one that was saved
   * @return this builder
   */
  public Resumption shard(Shard part) {
    shard = notNull(part, "part");
    return this;
  }

  /**
   * Says which domains the caller expects.
   *
   * @param expected names in the run's order
   * @return this builder
   * @throws IllegalArgumentException if the snapshot is about others
   */
  public Resumption domains(List<String> expected) {
    checkArgument(
        state.setup().domains().equals(Given.list(expected, "expected")),
        "the snapshot is of a run over %s, not %s: domains cannot change within a run; start a new"
            + " one, with the old weights as its initial distribution if you like",
        Listed.of(state.setup().domains()),
        Listed.of(expected));
    return this;
  }

  /**
   * Goes on writing a run record: lines later than the snapshot are cut off first.
   *
   * @param file the record of the saved run
   * @return this builder
   */
  public Resumption record(Path file) {
    record = notNull(file, "file");
    return this;
  }

  private WeightScheduler rule() {
    if (scheduler != null) {
      return scheduler;
    }
    try {
      return Schedulers.named(state.rule());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "rule '"
              + state.rule().name()
              + "' of the snapshot cannot be built again from its name"
              + " ("
              + e.getMessage()
              + "): give it with"
              + " VersaTune.resuming(snapshot).scheduler(rule).build()",
          e);
    }
  }

  /**
   * Goes on with the run.
   *
   * @return the run
   * @throws IllegalArgumentException if the rule or the sampler is not one of this library and was
   *     not given
   */
  public VersaTune build() {
    return new VersaTune(
        state,
        rule(),
        sampler == null ? Samplers.named(state.sampler()) : sampler,
        shard == null ? state.options() : state.options().withShard(shard),
        record);
  }
}
