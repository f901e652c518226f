// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
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
 * Holds everything that a study found, and reads and writes it as a folder of files.
 *
 * <p>Everything but the provenance depends on plan, text and seeds alone, so that two runs of the
 * same study differ there only, and in seconds.
 *
 * @param domains the domains in their fixed order
 * @param text the sizes of the text; null where they are not known
 * @param seeds what the runs of each seed share; empty where it is not known
 * @param runs all runs, in the order in which they are shown
 * @param evaluations weights and losses over the runs of the first seed, by run and step
 * @param trials detections of known mixes, one for each setting and seed
 * @param summary means over seeds with their intervals; empty where there is one seed
 * @param conclusions the questions and their answers; empty where there is one seed
 * @param writings what models wrote, the base model's first; empty where it was not kept
 * @param provenance where the numbers come from, any facts; {@code default} names the strategy that
 *     a user gets without choosing
 */
public record StudyResults(
    ImmutableList<String> domains,
    @Nullable DataSummary text,
    ImmutableList<SeedResult> seeds,
    ImmutableList<Run> runs,
    ImmutableList<Evaluation> evaluations,
    ImmutableList<DetectionTrial> trials,
    ImmutableList<MeasureSummary> summary,
    ImmutableList<Conclusion> conclusions,
    ImmutableList<Writing> writings,
    JsonNode provenance) {
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
    return runs.stream()
        .filter(run -> run.key().group().equals(group))
        .collect(ImmutableList.toImmutableList());
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
    return summary.stream()
        .filter(entry -> entry.mean() != null && entry.is(measure, group, choice))
        .findFirst();
  }

  /** {@return the paired differences of a measure of a strategy, one for each baseline} */
  public ImmutableList<MeasureSummary> differences(Group group, Choice choice, String measure) {
    return summary.stream()
        .filter(
            entry ->
                entry.baseline() != null
                    && entry.difference() != null
                    && entry.is(measure, group, choice))
        .collect(ImmutableList.toImmutableList());
  }
}
