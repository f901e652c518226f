// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.datatype.guava.GuavaModule;

/**
 * Holds everything that a study found, and reads and writes it as a folder of files. Immutable.
 *
 * <p>Everything but the provenance depends on plan, text and seeds alone, so that two runs of the
 * same study differ there only, and in seconds.
 */
public final class StudyResults {
  /** What the paper calls knowledge-consistency training. */
  private static final Choice KNOWLEDGE_CONSISTENCY = new Choice("constant", "detected");

  /** Writes and reads results: keys in the order of the records, so that files compare by line. */
  public static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new GuavaModule())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private final ImmutableList<String> domains;
  private final @Nullable DataSummary text;
  private final ImmutableList<SeedResult> seeds;
  private final ImmutableList<Run> runs;
  private final ImmutableList<Evaluation> evaluations;
  private final ImmutableList<DetectionTrial> trials;
  private final ImmutableList<MeasureSummary> summary;
  private final ImmutableList<Conclusion> conclusions;
  private final JsonNode provenance;
  private final ImmutableList<Writing> writings;
  private final ImmutableListMultimap<Group, Run> byGroup;
  private final Map<Key, MeasureSummary> means = new HashMap<>();

  /** What a measure belongs to. */
  private record Key(Group group, Choice choice, String measure) {}

  /**
   * Puts results together.
   *
   * @param domains the domains in their fixed order
   * @param text the sizes of the text; null where they are not known
   * @param seeds what the runs of each seed share; empty where it is not known
   * @param runs all runs, in the order in which they are shown
   * @param evaluations weights and losses over the runs of the first seed
   * @param trials detections of known mixes
   * @param summary means over seeds with their intervals; empty where there is one seed
   * @param conclusions the questions and their answers; empty where there is one seed
   * @param writings what models wrote, the base model's first; empty where it was not kept
   * @param provenance where the numbers come from, any facts; {@code default} names the strategy
   *     that a user gets without choosing
   */
  public StudyResults(
      ImmutableList<String> domains,
      @Nullable DataSummary text,
      ImmutableList<SeedResult> seeds,
      ImmutableList<Run> runs,
      ImmutableList<Evaluation> evaluations,
      ImmutableList<DetectionTrial> trials,
      ImmutableList<MeasureSummary> summary,
      ImmutableList<Conclusion> conclusions,
      ImmutableList<Writing> writings,
      Object provenance) {
    this.writings = writings;
    this.domains = domains;
    this.text = text;
    this.seeds = seeds;
    this.runs = runs;
    this.evaluations = evaluations;
    this.trials = trials;
    this.summary = summary;
    this.conclusions = conclusions;
    this.provenance = JSON.valueToTree(provenance);
    this.byGroup = Multimaps.index(runs, run -> run.key().group());
    for (MeasureSummary entry : summary) {
      if (entry.mean() != null) {
        means.putIfAbsent(new Key(entry.group(), entry.choice(), entry.measure()), entry);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote. {@code results.json} may be missing, as in folders of earlier
   * versions.
   *
   * @param folder holds the files that this package's description names
   * @return the results
   * @throws IllegalArgumentException if a file is missing or does not hold what it must; the
   *     message names the file, and line and column where there are any
   */
  public static StudyResults read(Path folder) {
    return StudyFiles.read(folder);
  }

  /**
   * Writes all files, each aside first and then moved into place.
   *
   * @throws java.io.UncheckedIOException if one cannot be written
   */
  public void write(Path folder) {
    StudyFiles.write(this, folder);
  }

  /** {@return the domains, in their fixed order} */
  public ImmutableList<String> domains() {
    return domains;
  }

  /** {@return the sizes of the text by domain; empty where they are not known} */
  public Optional<DataSummary> text() {
    return Optional.ofNullable(text);
  }

  /** {@return what the runs of each seed share; empty where it is not known} */
  public ImmutableList<SeedResult> seeds() {
    return seeds;
  }

  /** {@return all runs, in the order in which they are shown} */
  public ImmutableList<Run> runs() {
    return runs;
  }

  /** {@return weights and losses over the runs of the first seed, by run and step} */
  public ImmutableList<Evaluation> evaluations() {
    return evaluations;
  }

  /** {@return detections of known mixes, one for each setting and seed} */
  public ImmutableList<DetectionTrial> trials() {
    return trials;
  }

  /** {@return what models wrote before and after fine-tuning, the base model's first, if kept} */
  public ImmutableList<Writing> writings() {
    return writings;
  }

  /** {@return means over seeds with their intervals; empty where there is one seed} */
  public ImmutableList<MeasureSummary> summary() {
    return summary;
  }

  /** {@return the questions and their answers; empty where there is one seed} */
  public ImmutableList<Conclusion> conclusions() {
    return conclusions;
  }

  /** {@return any facts on where the numbers come from} */
  public JsonNode provenance() {
    return provenance;
  }

  /** {@return whether all runs are of one seed, so that there is no measure of chance} */
  public boolean isOfOneSeed() {
    return summary.isEmpty() && runs.stream().map(run -> run.key().seed()).distinct().count() <= 1;
  }

  /** {@return the strategy that a user gets without choosing; empty if the study does not say} */
  public String defaultStrategy() {
    return provenance.path("default").asString("");
  }

  /** {@return the groups of a study in order, those that exist only as means included} */
  public ImmutableList<Group> groups(String study) {
    return Stream.concat(
            runs.stream().map(run -> run.key().group()),
            summary.stream().map(MeasureSummary::group))
        .filter(group -> group.study().equals(study))
        .distinct()
        .sorted(Group.ORDER)
        .collect(ImmutableList.toImmutableList());
  }

  /** {@return the runs of a group} */
  public ImmutableList<Run> runs(Group group) {
    return byGroup.get(group);
  }

  /** {@return the runs of a strategy in a group, one for each seed} */
  public ImmutableList<Run> runs(Group group, Choice choice) {
    return runs(group).stream()
        .filter(run -> run.key().choice().equals(choice))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * {@return what was compared in a group, in the order of the first runs, then what exists only as
   * means}
   */
  public ImmutableList<Choice> choices(Group group) {
    return Stream.concat(
            runs(group).stream().map(run -> run.key().choice()),
            summary.stream()
                .filter(entry -> entry.group().equals(group))
                .map(MeasureSummary::choice))
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * {@return a name for tables and pictures: strategy and start, or the strategy alone where there
   * is one seed and it has one start. Constant weights from the detected mix have the paper's name}
   */
  public String name(Choice choice) {
    boolean plain =
        choice.start().isEmpty()
            || (isOfOneSeed()
                && runs.stream()
                        .map(run -> run.key().choice())
                        .filter(other -> other.strategy().equals(choice.strategy()))
                        .distinct()
                        .count()
                    <= 1);
    if (plain) {
      return choice.strategy();
    }
    return choice.equals(KNOWLEDGE_CONSISTENCY)
        ? "knowledge-consistency training (detected)"
        : choice.strategy() + " (" + choice.start() + ")";
  }

  /** {@return the mean of a measure over the seeds with its interval; empty where there is none} */
  public Optional<MeasureSummary> mean(Group group, Choice choice, String measure) {
    return Optional.ofNullable(means.get(new Key(group, choice, measure)));
  }

  /** {@return the paired differences of a measure of a strategy, one for each baseline} */
  public ImmutableList<MeasureSummary> differences(Group group, Choice choice, String measure) {
    return summary.stream()
        .filter(
            entry ->
                entry.measure().equals(measure)
                    && entry.baseline() != null
                    && entry.difference() != null
                    && entry.group().equals(group)
                    && entry.choice().equals(choice))
        .collect(ImmutableList.toImmutableList());
  }
}
