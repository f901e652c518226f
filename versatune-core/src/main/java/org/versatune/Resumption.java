// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;
import org.versatune.record.RunListener;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.Schedulers;
import org.versatune.tracking.ForgettingTrackers;

/** Describes how a saved run is to go on, and resumes it. Not safe for use by several threads. */
public final class Resumption {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  /** The option that a rule has once it is bound to a tracker of the user's own. */
  private static final String TRACKER = "tracker";

  /** That, and the option that a rule has once it is bound to a built-in tracker. */
  private static final ImmutableSet<String> BINDING = ImmutableSet.of(TRACKER, "against");

  private final RunState state;
  private @Nullable WeightScheduler scheduler;
  private DomainSampler.@Nullable Kind sampler;
  private @Nullable Worker worker;
  private @Nullable Path record;
  private final List<RunListener> listeners = new ArrayList<>();
  private @Nullable ForgettingTracker tracker;

  Resumption(RunState state) {
    this.state = state;
  }

  /**
   * Supplies the user's own rule, as it was given to {@link RunBuilder#scheduler}. Its state comes
   * from the snapshot.
   *
   * @param rule of the same name as the saved one
   * @return this builder
   * @throws IllegalArgumentException if its name differs
   */
  public Resumption scheduler(WeightScheduler rule) {
    RunRule.check(notNull(rule, "rule"));
    checkArgument(
        rule.describe().name().equals(state.rule().name()),
        "the run was saved under rule '%s' and cannot go on under '%s'",
        state.rule().name(),
        rule.describe().name());
    checkSameKind(RunState.RULE, state.rule(), Schedulers.isBuiltIn(rule), rule);
    RuleDescription given = without(rule.describe(), ImmutableSet.of(TRACKER));
    // The run binds a rule to its tracker, which is given beside it or is that of the snapshot.
    boolean binds = given.equals(without(given, BINDING));
    RuleDescription saved = without(state.rule(), binds ? BINDING : ImmutableSet.of(TRACKER));
    warnOfOther(
        Schedulers.isBuiltIn(rule) ? RunRule.withDefaults(saved) : saved,
        given,
        "from here on its weights are not those of the saved run");
    scheduler = rule;
    return this;
  }

  /**
   * Supplies the user's own kind of sampler.
   *
   * @param kind of the same name as the saved one
   * @return this builder
   * @throws IllegalArgumentException if its name differs
   */
  public Resumption sampler(DomainSampler.Kind kind) {
    notNull(kind, "kind");
    checkArgument(
        CheckedSampling.describe(kind).name().equals(state.sampler().name()),
        "the run was saved with sampler '%s' and cannot go on with '%s'",
        state.sampler().name(),
        kind.describe().name());
    checkSameKind(RunState.SAMPLER, state.sampler(), Samplers.isBuiltIn(kind), kind);
    warnOfOther(
        state.sampler(), kind.describe(), "from here on its draws are not those of the saved run");
    sampler = kind;
    return this;
  }

  /**
   * Supplies the user's own forgetting tracker, as it was given to {@link
   * RunBuilder#forgettingTracker}. Its baseline and its state come from the snapshot.
   *
   * @param own of the same name as the saved one
   * @return this builder
   */
  public Resumption forgettingTracker(ForgettingTracker own) {
    tracker = CheckedTracker.given(own);
    return this;
  }

  /**
   * Resumes the run as another worker, or with another number of workers that share the draws after
   * the snapshot. The snapshot may be that of any worker, if all workers had made equally many
   * draws under the same reports.
   *
   * @param part the new part; by default the saved one
   * @return this builder
   */
  public Resumption worker(Worker part) {
    worker = notNull(part, "part");
    return this;
  }

  /**
   * Checks that the snapshot has the domains that the caller expects.
   *
   * @param expected names in the run's order
   * @return this builder
   * @throws IllegalArgumentException if the snapshot has others
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
   * Continues a run record, after removing the lines that are later than the snapshot.
   *
   * @param file the record of the saved run
   * @return this builder
   */
  public Resumption record(Path file) {
    record = notNull(file, "file");
    return this;
  }

  /**
   * Calls a listener with every update of the run, beside the run record or without one: a
   * dashboard, a table. May be called several times, once for each listener.
   *
   * @param listener closed with the run
   * @return this builder
   */
  public Resumption watch(RunListener listener) {
    listeners.add(notNull(listener, "listener"));
    return this;
  }

  /** Refuses a built-in part in place of the user's own of the same name. */
  private void checkSameKind(String part, RuleDescription saved, boolean builtIn, Object given) {
    String own = state.own().get(part);
    checkArgument(
        own == null || !builtIn,
        "the run was saved with %s '%s' of class %s, not with the built-in of that name: give an"
            + " instance of that class",
        part,
        saved.name(),
        own);
    if (own == null && !builtIn && isKnown(part, saved)) {
      LOG.log(
          System.Logger.Level.WARNING,
          () ->
              "the run was saved with the built-in "
                  + part
                  + " '"
                  + saved.name()
                  + "' and goes on with "
                  + given.getClass().getName()
                  + ", as given");
    }
  }

  /** Warns of a part of the same name and with other options. */
  static void warnOfOther(RuleDescription saved, RuleDescription given, String follows) {
    if (!given.equals(saved)) {
      LOG.log(
          System.Logger.Level.WARNING,
          () ->
              "the run was saved under "
                  + Listed.clipped(saved.toString())
                  + " and goes on under "
                  + Listed.clipped(given.toString())
                  + ", as given: "
                  + follows);
    }
  }

  private static boolean isKnown(String part, RuleDescription saved) {
    return part.equals(RunState.RULE)
        ? Schedulers.names().contains(saved.name())
        : Samplers.names().contains(saved.name());
  }

  private void requireBuiltIn(String part, RuleDescription saved, String call) {
    checkArgument(
        !state.own().containsKey(part),
        "%s '%s' of the snapshot (class %s) is not one of this library throughout: give it with"
            + " VersaTune.resuming(snapshot).%s.build()",
        part,
        saved.name(),
        state.own().get(part),
        call);
  }

  private DomainSampler.Kind sampler() {
    if (sampler != null) {
      return sampler;
    }
    requireBuiltIn(RunState.SAMPLER, state.sampler(), "sampler(kind)");
    return Samplers.named(state.sampler());
  }

  private WeightScheduler rule() {
    if (scheduler != null) {
      return scheduler;
    }
    requireBuiltIn(RunState.RULE, state.rule(), "scheduler(rule)");
    try {
      return Schedulers.named(
          tracker == null ? state.rule() : without(state.rule(), ImmutableSet.of(TRACKER)));
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

  /** Returns a description without some options, of the rules inside it as well. */
  private static RuleDescription without(RuleDescription rule, ImmutableSet<String> options) {
    return RuleDescription.of(rule.name(), without(rule.options(), options));
  }

  private static Map<String, Object> without(Map<?, ?> all, ImmutableSet<String> options) {
    Map<String, Object> rest = new LinkedHashMap<>();
    all.forEach(
        (name, value) -> {
          if (!options.contains(name)) {
            rest.put(String.valueOf(name), inside(value, options));
          }
        });
    return rest;
  }

  /** The value of an option; a rule inside another is written as a map of name and options. */
  private static Object inside(Object value, ImmutableSet<String> options) {
    if (value instanceof Map<?, ?> rule && rule.get("options") instanceof Map<?, ?> own) {
      Map<String, Object> written = without(rule, ImmutableSet.of());
      written.put("options", without(own, options));
      return written;
    }
    return value;
  }

  /**
   * Resumes the run.
   *
   * @return the run
   * @throws IllegalArgumentException if the rule or the sampler is not one of this library and was
   *     not given
   */
  public VersaTune build() {
    ForgettingTracker restored = RunTracker.restored(state, tracker);
    WeightScheduler rule = rule();
    return new VersaTune(
        state,
        measuring(rule),
        restored,
        sampler(),
        worker == null ? state.options() : state.options().withWorker(worker),
        new Recording.Outputs(record, ImmutableList.copyOf(listeners)));
  }

  /** Binds a rule to the run's tracker, as the builder of the run did. */
  private WeightScheduler measuring(WeightScheduler rule) {
    if (tracker != null) {
      return RunRule.measuring(rule, tracker);
    }
    if (scheduler == null || rule.forgettingTracker().isPresent()) {
      return rule;
    }
    Baseline kind = state.options().baseline();
    return RunRule.measuring(rule, ForgettingTrackers.against(kind, ImmutableMap.of()));
  }
}
