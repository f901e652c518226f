// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.MoreObjects.firstNonNull;
import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.RunBuilder;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.WeightUnit;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;
import org.versatune.trainers.BlendFormat;
import org.versatune.trainers.DomainRows;
import org.versatune.trainers.RowTokens;
import org.versatune.trainers.losses.LossLog;

/**
 * Holds the settings of {@code versatune.yaml}. Paths are relative to the folder of that file.
 *
 * @param domains the files and folders of rows of each domain, in the run's order
 * @param domainField a field with the domain that is added to each row, such as {@code channel}
 * @param indexIn where the indexes of the rows are kept; beside the rows by default
 * @param folder where segments, record and state go; {@code versatune} by default
 * @param rule the name of a rule; by default open gap where reference losses are given, else
 *     constant weights
 * @param ruleOptions options of the rule
 * @param initial the weights to start from; uniform by default
 * @param baseLosses what the base model reaches, nats/token
 * @param referenceLosses what a specialist of each domain reaches, nats/token
 * @param protect the domains that may not be forgotten: a number, the tolerance of all domains; a
 *     domain or a list of domains, each within 0.01; or a tolerance by domain; none by default
 * @param floor the least weight of a domain
 * @param cap the greatest weight of a domain
 * @param epochCap the most passes over the rows of a domain
 * @param smoothing how much of the old weights stays, in [0, 1)
 * @param weightUnit what weights are shares of; rows by default
 * @param tokens how the tokens of a row are counted; by default a guess from its length
 * @param meanTokens mean tokens of a row by domain; by default those of a sample of the rows
 * @param seed of everything random
 * @param batch rows in a training step, over all devices and accumulation steps
 * @param steps training steps in a round
 * @param rounds how many rounds
 * @param trainer the trainer, for the checks of its settings; see {@link OrderChecks}
 * @param paths for a trainer that takes weights and no order: where it finds each domain
 * @param command the trainer's command and its arguments
 * @param losses where the trainer writes its losses
 * @param watch what is written beside the record
 */
public record RunPlan(
    ImmutableMap<String, ImmutableList<String>> domains,
    @Nullable String domainField,
    @Nullable String indexIn,
    @Nullable String folder,
    @Nullable String rule,
    @Nullable ImmutableMap<String, Object> ruleOptions,
    @Nullable ImmutableMap<String, Double> initial,
    @Nullable ImmutableMap<String, Double> baseLosses,
    @Nullable ImmutableMap<String, Double> referenceLosses,
    @Nullable Object protect,
    @Nullable Double floor,
    @Nullable Double cap,
    @Nullable Double epochCap,
    @Nullable Double smoothing,
    @Nullable String weightUnit,
    @Nullable Tokens tokens,
    @Nullable ImmutableMap<String, Double> meanTokens,
    long seed,
    int batch,
    long steps,
    int rounds,
    @Nullable String trainer,
    @Nullable ImmutableMap<String, String> paths,
    @Nullable ImmutableList<String> command,
    @Nullable Losses losses,
    @Nullable ImmutableList<String> watch) {

  /** What can be written beside the record. */
  static final ImmutableList<String> WATCHERS = ImmutableList.of("tensorboard", "csv", "report");

  private static final ImmutableMap<String, BlendFormat> BLENDS =
      Maps.uniqueIndex(
          ImmutableList.copyOf(BlendFormat.values()),
          format -> Ascii.toLowerCase(format.name()).replace('_', '-'));

  /** Checks what every use needs: the domains, and that a run can be built. */
  public RunPlan {
    checkArgument(
        domains != null && !domains.isEmpty(),
        "'domains' is missing: name each domain and its files, such as law: data/law.jsonl");
    checkArgument(
        trainer == null || OrderChecks.trainers().contains(trainer) || BLENDS.containsKey(trainer),
        "there are no checks for trainer '%s'; there are %s, and %s, which take weights: name one,"
            + " or leave 'trainer' out",
        trainer,
        OrderChecks.trainers(),
        BLENDS.keySet());
    checkArgument(
        weightUnit == null || weightUnit.equals("examples") || weightUnit.equals("tokens"),
        "'weightUnit' is '%s'; there are examples and tokens",
        weightUnit);
    checkArgument(
        meanTokens == null || "tokens".equals(weightUnit),
        "'meanTokens' need 'weightUnit: tokens': weights are shares of rows otherwise");
    boolean isBlended = trainer != null && BLENDS.containsKey(trainer);
    checkArgument(
        isBlended || paths == null,
        "'paths' are for trainers that take weights, %s, and 'trainer' is %s",
        BLENDS.keySet(),
        trainer == null ? "not given" : trainer);
    checkArgument(
        !isBlended || (paths != null && paths.keySet().equals(domains.keySet())),
        "'trainer' %s takes weights, each with a path: give 'paths' for %s; they are given for %s",
        trainer,
        domains.keySet(),
        paths == null ? "none" : paths.keySet());
    sameDomains("initial", initial, domains);
    sameDomains("baseLosses", baseLosses, domains);
    sameDomains("referenceLosses", referenceLosses, domains);
    sameDomains("meanTokens", meanTokens, domains);
    domains.forEach(
        (domain, places) ->
            checkArgument(
                !domain.isBlank()
                    && !places.isEmpty()
                    && places.stream().noneMatch(String::isBlank),
                "'domains' has no name, or no file, for '%s': give both",
                domain));
    checkArgument(
        domainField == null || !domainField.isBlank(),
        "'domainField' is blank: name the field, or leave it out");
    checkArgument(
        !"ms-swift".equals(trainer) || "channel".equals(domainField),
        "'trainer' ms-swift reports losses by the field 'channel', and 'domainField' is %s: give"
            + " domainField: channel",
        domainField == null ? "not given" : domainField);
    checkArgument(
        folder == null || !folder.isBlank(), "'folder' is blank: name it, or leave it out");
    checkArgument(
        indexIn == null || !indexIn.isBlank(), "'indexIn' is blank: name it, or leave it out");
    checkArgument(
        command == null || (!command.isEmpty() && !command.get(0).isBlank()),
        "'command' names no program: give it as a list, such as [python, train.py]");
    for (String one : firstNonNull(watch, ImmutableList.<String>of())) {
      checkArgument(WATCHERS.contains(one), "'watch' has '%s'; there are %s", one, WATCHERS);
    }
    if (protect != null) {
      var unused = protection(protect);
    }
  }

  private static void sameDomains(
      String key, @Nullable ImmutableMap<String, ?> given, ImmutableMap<String, ?> domains) {
    checkArgument(
        given == null || given.keySet().equals(domains.keySet()),
        "'%s' is about %s and 'domains' about %s",
        key,
        given == null ? "" : given.keySet(),
        domains.keySet());
  }

  /** Does something with one setting, and names it where that cannot be done. */
  private static <T> T setting(String what, Supplier<T> action) {
    try {
      return action.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
    }
  }

  /** Checks what rounds need. */
  void checkRounds() {
    checkArgument(batch >= 1, "'batch' is %s: give the rows in a training step", batch);
    checkArgument(steps >= 1, "'steps' is %s: give the training steps in a round", steps);
    checkArgument(rounds >= 1, "'rounds' is %s: give how many rounds there are", rounds);
    checkArgument(
        steps <= Long.MAX_VALUE / batch && steps <= Long.MAX_VALUE / rounds,
        "'steps' is %s: steps × batch and steps × rounds are too large to count",
        steps);
    if (losses != null) {
      Losses log = losses;
      var unused = setting("'losses'", () -> log.log(Path.of(log.path()), names()).build());
    }
    BlendFormat format = blendFormat();
    if (format != null) {
      var unused = format.blend(DomainDistribution.uniform(names()), requirePaths());
    }
  }

  /** The domains, in the run's order. */
  ImmutableList<String> names() {
    return domains.keySet().asList();
  }

  boolean weighsTokens() {
    return "tokens".equals(weightUnit);
  }

  /** Opens the rows of all domains. */
  DomainRows rows(Path home) {
    DomainRows.Builder rows = DomainRows.builder();
    domains.forEach(
        (domain, paths) -> rows.domain(domain, paths.stream().map(home::resolve).toList()));
    if (indexIn != null) {
      rows.indexIn(home.resolve(indexIn));
    }
    return rows.open();
  }

  /** What counts the tokens of a row: as 'tokens' says, or a guess. */
  RowTokens counter() {
    return tokens == null ? RowTokens.guessed() : tokens.counter();
  }

  /** The form of weights that the trainer takes; null where it reads rows in their order. */
  @Nullable BlendFormat blendFormat() {
    return trainer == null ? null : BLENDS.get(trainer);
  }

  ImmutableMap<String, String> requirePaths() {
    return firstNonNull(paths, ImmutableMap.of());
  }

  Losses requireLosses() {
    checkArgument(
        losses != null,
        "'losses' is missing: give the form, one of %s, and the path of the trainer's log",
        LossLog.forms());
    return losses;
  }

  ImmutableList<String> requireCommand() {
    checkArgument(
        command != null && !command.isEmpty(),
        "'command' is missing: give the trainer's command as a list, such as [python, train.py,"
            + " \"{segment}\"]; or use compose and update, and start the trainer yourself");
    return command;
  }

  private RunBuilder run() {
    RunBuilder run = VersaTune.builder().domains(names()).seed(seed);
    if (initial != null) {
      double[] weights = names().stream().mapToDouble(initial::get).toArray();
      run.initial(
          setting("'initial'", () -> DomainDistribution.uniform(names()).withWeights(weights)));
    }
    scheduler().ifPresent(run::scheduler);
    if (protect != null) {
      Protection protection = protection(protect);
      var unused = setting("'protect'", () -> protection.tolerances(names()));
      run.protect(protection);
    }
    if (weighsTokens()) {
      run.weightsBy(WeightUnit.TOKENS);
    }
    ifGiven(baseLosses, run::baseLosses);
    ifGiven(referenceLosses, run::referenceLosses);
    ifGiven(floor, run::floor);
    ifGiven(cap, run::cap);
    ifGiven(epochCap, run::epochCap);
    ifGiven(smoothing, run::smoothing);
    ifGiven(meanTokens, run::meanTokens);
    return run;
  }

  /** The rule that is named, with its options. */
  private Optional<WeightScheduler> scheduler() {
    if (rule == null) {
      checkArgument(ruleOptions == null, "'ruleOptions' belong to a rule: name it with 'rule'");
      return Optional.empty();
    }
    checkArgument(
        Schedulers.names().contains(rule),
        "there is no 'rule' '%s'; there are %s",
        rule,
        Schedulers.names());
    return Optional.of(
        setting(
            ruleOptions == null ? "'rule' without 'ruleOptions'" : "'ruleOptions'",
            () ->
                Schedulers.named(
                    RuleDescription.of(rule, firstNonNull(ruleOptions, ImmutableMap.of())))));
  }

  private static <T> void ifGiven(@Nullable T setting, Consumer<T> setter) {
    if (setting != null) {
      setter.accept(setting);
    }
  }

  /** Describes the run, without record and watchers, with what it needs to know of its rows. */
  RunBuilder run(Path home) {
    RunBuilder run = run();
    boolean measures = weighsTokens() && meanTokens == null;
    boolean sizes =
        scheduler().filter(named -> named.signals().contains(Signal.DOMAIN_SIZE)).isPresent();
    if (epochCap == null && !sizes && !measures) {
      return run;
    }
    String needs =
        epochCap != null
            ? "'epochCap' needs"
            : sizes
                ? "'rule' " + rule + " needs"
                : "'weightUnit: tokens' without 'meanTokens' needs";
    DomainRows rows;
    try {
      rows = rows(home);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(needs + " the rows: " + e.getMessage(), e);
    }
    if (epochCap != null || sizes) {
      run.domainSizes(rows.sizes());
    }
    return measures ? run.meanTokens(rows.meanTokens(counter())) : run;
  }

  private static Protection protection(Object given) {
    checkArgument(
        given instanceof Number
            || given instanceof String
            || (given instanceof List<?> list && list.stream().allMatch(String.class::isInstance))
            || (given instanceof Map<?, ?> map
                && map.values().stream().allMatch(Number.class::isInstance)),
        "'protect' is %s: give a tolerance for all domains, such as 0.01, a list of domains, or a"
            + " tolerance by domain, such as {law: 0.01}",
        given);
    return setting(
        "'protect'",
        () -> {
          if (given instanceof Number tolerance) {
            return Protection.all().within(tolerance.doubleValue());
          }
          if (given instanceof Map<?, ?> tolerances) {
            Map<String, Number> byDomain = new LinkedHashMap<>();
            tolerances.forEach(
                (domain, tolerance) ->
                    byDomain.put(String.valueOf(domain), ((Number) tolerance).doubleValue()));
            return Protection.of(byDomain);
          }
          List<?> domains = given instanceof List<?> list ? list : List.of(given);
          return Protection.of(domains.stream().map(String::valueOf).toArray(String[]::new));
        });
  }

  /**
   * Says where the trainer writes its losses.
   *
   * @param form one of {@link LossLog#forms()}
   * @param path the file or folder; {log} is what the trainer prints, {round} the round
   * @param names the trainer's name → domain, where they differ
   * @param ignore names of the trainer that are passed over
   */
  record Losses(
      String form,
      String path,
      @Nullable ImmutableMap<String, String> names,
      @Nullable ImmutableList<String> ignore) {
    Losses {
      checkArgument(form != null, "'losses' has no form; there are %s", LossLog.forms());
      checkArgument(
          LossLog.forms().contains(form),
          "there is no form of losses '%s'; there are %s",
          form,
          LossLog.forms());
      checkArgument(
          path != null && !path.isBlank(), "'losses' has no path: %s", LossLog.howTo(form));
    }

    /** Describes the log that is read at a place. */
    LossLog.Builder log(Path at, ImmutableList<String> domains) {
      return LossLog.builder(form, at)
          .domains(domains)
          .names(firstNonNull(names, ImmutableMap.of()))
          .ignore(firstNonNull(ignore, ImmutableList.of()));
    }
  }

  /**
   * Says how the tokens of a row are counted: from a field of it, or by its bytes.
   *
   * @param field a field of each row with the count; null for none
   * @param perByte tokens per byte; null for a quarter where there is no field
   * @param answersOnly whether only what the model is to answer counts
   */
  record Tokens(@Nullable String field, @Nullable Double perByte, boolean answersOnly) {
    Tokens {
      checkArgument(
          field == null || perByte == null,
          "'tokens' has a field and a number per byte: give one of the two");
      checkArgument(
          field == null || !field.isBlank(),
          "'tokens' has a blank field: name a field of the rows");
      checkArgument(
          field == null || !answersOnly,
          "'tokens' counts by field '%s', which has the count of the whole row: name a field with the"
              + " count of the answers, and leave out answersOnly",
          field);
      checkArgument(
          perByte == null || (perByte > 0 && Double.isFinite(perByte)),
          "'tokens' has %s tokens per byte: give a finite number above 0",
          perByte);
    }

    RowTokens counter() {
      if (field != null) {
        return RowTokens.field(field);
      }
      RowTokens counter = perByte == null ? RowTokens.guessed() : RowTokens.perByte(perByte);
      return answersOnly ? counter.answersOnly() : counter;
    }
  }
}
