// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.versatune.DomainDistribution;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;
import org.versatune.record.DomainSeries;

/**
 * Writes the weights of a run in the form of a trainer that draws by itself, and so takes weights
 * and not an order. For trainers that read a schedule before training it also writes one, such as a
 * {@linkplain org.versatune.simulation.SimulationResult#weightSeries simulation} predicts.
 *
 * <p>Keys are as in the sources of Megatron-LM at d98e8a6, Levanter at 9263f81, Nanotron at
 * 2411b02, Energon at bef8be2 and OLMo-core at fa6c501.
 */
public enum BlendFormat {
  /** Megatron-LM: the text of a file for {@code --data-args-path}, weight and prefix in turn. */
  MEGATRON_LM("Megatron-LM"),

  /** Levanter: {@code train_weights} of its data section, which may be planned ahead. */
  LEVANTER("Levanter"),

  /** Nanotron: {@code data_stages}, which may be planned ahead. */
  NANOTRON("Nanotron"),

  /** Energon: a metadataset with a blend. */
  ENERGON("Energon"),

  /** OLMo-core: the sources of a mixture. */
  OLMO_CORE("OLMo-core");

  private final String trainer;

  BlendFormat(String trainer) {
    this.trainer = trainer;
  }

  @Override
  public String toString() {
    return trainer;
  }

  /**
   * Returns whether this trainer can change weights in mid-run, by a schedule that it is given
   * before the run.
   *
   * @return true for Levanter and Nanotron
   */
  public boolean plansAhead() {
    return this == LEVANTER || this == NANOTRON;
  }

  /**
   * Writes weights. Domains of weight 0 are left out: some trainers refuse them.
   *
   * @param weights of a run, or {@linkplain org.versatune.VersaTune#sampling its rates} where
   *     weights are shares of tokens and the trainer draws whole documents
   * @param paths where the data of each domain is, as the trainer names it; for Levanter the name
   *     of the component
   * @return the text of a configuration file
   * @throws IllegalArgumentException if a domain with a weight has no path
   */
  public String blend(DomainDistribution weights, Map<String, String> paths) {
    return blend(weights, paths, ImmutableMap.of());
  }

  /**
   * Writes weights, as {@link #blend(DomainDistribution, Map)} does, for domains whose data may
   * repeat.
   *
   * @param weights as there
   * @param paths as there
   * @param passes how often the trainer may pass through the data of a domain at most, at least 1;
   *     OLMo-core alone reads it, as {@code max_repetition_ratio}, and refuses a domain that is too
   *     small for its weight otherwise
   * @return the text of a configuration file
   * @throws IllegalArgumentException if a domain with a weight has no path, or a number of passes
   *     is below 1, not finite, or of an unknown domain
   */
  public String blend(
      DomainDistribution weights, Map<String, String> paths, Map<String, Double> passes) {
    notNull(weights, "weights");
    ImmutableMap<String, String> known = Given.map(paths, "paths");
    Given.map(passes, "passes")
        .forEach(
            (domain, most) -> {
              checkArgument(
                  weights.domains().contains(domain),
                  "passes name unknown domain '%s'; the weights are of %s",
                  domain,
                  weights.domains());
              checkArgument(
                  most >= 1 && Double.isFinite(most),
                  "domain '%s' has %s passes; give a finite number of at least 1",
                  domain,
                  most);
            });
    ImmutableMap<String, Double> byPath = byPath(weights.asMap(), known);
    return switch (this) {
      case MEGATRON_LM -> megatron(byPath);
      case LEVANTER -> levanter(byPath);
      case NANOTRON ->
          Yaml.write(ImmutableMap.of("data_stages", ImmutableList.of(stage("stage 1", 1, byPath))));
      case ENERGON -> energon(weights, known);
      case OLMO_CORE -> olmo(weights, known, passes);
    };
  }

  /**
   * Writes weights that change at steps known before training.
   *
   * @param weights by step, from step 0; weights equal to those before them are left out
   * @param paths as for {@link #blend}
   * @return the text of a configuration file
   * @throws IllegalArgumentException if this trainer does not plan ahead, there are no weights, or
   *     a domain with a weight has no path
   */
  public String schedule(DomainSeries weights, Map<String, String> paths) {
    notNull(weights, "weights");
    ImmutableMap<String, String> where = Given.map(paths, "paths");
    checkArgument(
        plansAhead(), "%s takes one blend and no schedule; write a blend for each round", this);
    ImmutableList<DomainSeries.Point> points = weights.of(weights.domains().get(0));
    checkArgument(!points.isEmpty(), "there are no weights to plan with");
    ImmutableList.Builder<Object> stages = ImmutableList.builder();
    ImmutableMap<String, Double> before = ImmutableMap.of();
    int number = 0;
    for (int i = 0; i < points.size(); i++) {
      int point = i;
      long step = points.get(i).step();
      ImmutableMap<String, Double> now =
          byPath(
              Maps.toMap(weights.domains(), domain -> weights.of(domain).get(point).value()),
              where);
      if (!now.equals(before)) {
        number++;
        stages.add(
            this == LEVANTER
                ? ImmutableList.of(step, now)
                : stage("stage " + number, step + 1, now));
        before = now;
      }
    }
    return this == LEVANTER
        ? levanter(stages.build())
        : Yaml.write(ImmutableMap.of("data_stages", stages.build()));
  }

  /**
   * Writes weights into a file, which is replaced in one move.
   *
   * @param weights as for {@link #blend}
   * @param paths as for {@link #blend}
   * @param file the file
   * @throws java.io.UncheckedIOException if it cannot be written; what was there stays
   */
  public void write(DomainDistribution weights, Map<String, String> paths, Path file) {
    write(weights, paths, ImmutableMap.of(), file);
  }

  /**
   * Writes weights into a file, which is replaced in one move, for domains whose data may repeat.
   *
   * @param weights as for {@link #blend}
   * @param paths as for {@link #blend}
   * @param passes as for {@link #blend(DomainDistribution, Map, Map)}
   * @param file the file
   * @throws java.io.UncheckedIOException if it cannot be written; what was there stays
   */
  public void write(
      DomainDistribution weights,
      Map<String, String> paths,
      Map<String, Double> passes,
      Path file) {
    notNull(file, "file");
    String text = blend(weights, paths, passes);
    AtomicFiles.write(file, "blend", aside -> Files.writeString(aside, text));
  }

  private ImmutableMap<String, Double> byPath(
      ImmutableMap<String, Double> weights, ImmutableMap<String, String> paths) {
    ImmutableMap.Builder<String, Double> byPath = ImmutableMap.builder();
    weights.forEach(
        (domain, weight) -> {
          if (weight > 0) {
            byPath.put(path(domain, paths), weight);
          }
        });
    try {
      return byPath.buildOrThrow();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "two domains have the same path; " + this + " weighs each path: " + Listed.of(paths), e);
    }
  }

  private String path(String domain, ImmutableMap<String, String> paths) {
    String path = paths.get(domain);
    checkArgument(
        path != null && !path.isBlank() && (this != MEGATRON_LM || !path.matches(".*\\s.*")),
        path == null || path.isBlank()
            ? "domain '%s' has a weight and no path; paths are given for %s"
            : "the path of domain '%s' has white space in it, which separates paths here: %s",
        domain,
        path == null ? Listed.of(paths.keySet()) : path);
    return path;
  }

  private static String megatron(ImmutableMap<String, Double> byPath) {
    StringBuilder text = new StringBuilder();
    byPath.forEach(
        (path, weight) ->
            text.append(text.isEmpty() ? "" : " ").append(weight).append(' ').append(path));
    return text.append('\n').toString();
  }

  private static String levanter(Object weights) {
    return Yaml.write(
        ImmutableMap.of(
            "data",
            ImmutableMap.of(
                "train_weights", weights, "mixture_block_size", 2048, "stop_strategy", "restart")));
  }

  private static ImmutableMap<String, Object> stage(
      String name, long firstStep, ImmutableMap<String, Double> byPath) {
    return ImmutableMap.of(
        "name",
        name,
        "start_training_step",
        firstStep,
        "data",
        ImmutableMap.of(
            "dataset", ImmutableMap.of("dataset_folder", byPath),
            "num_loading_workers", 1,
            "seed", 42));
  }

  private String energon(DomainDistribution weights, ImmutableMap<String, String> paths) {
    ImmutableList<Object> blend =
        weighed(weights)
            .map(
                domain ->
                    ImmutableMap.of(
                        "weight", weights.weight(domain),
                        "path", path(domain, paths),
                        "subflavors", ImmutableMap.of("domain", domain)))
            .collect(toImmutableList());
    return Yaml.write(
        ImmutableMap.of(
            "__module__", "megatron.energon",
            "__class__", "MetadatasetV2",
            "splits", ImmutableMap.of("train", ImmutableMap.of("blend", blend))));
  }

  private String olmo(
      DomainDistribution weights, ImmutableMap<String, String> paths, Map<String, Double> passes) {
    ImmutableList<Object> sources =
        weighed(weights)
            .map(
                domain -> {
                  Map<String, Object> source = new LinkedHashMap<>();
                  source.put("source_name", domain);
                  source.put("target_ratio", weights.weight(domain));
                  source.put("paths", ImmutableList.of(path(domain, paths)));
                  Optional.ofNullable(passes.get(domain))
                      .ifPresent(most -> source.put("max_repetition_ratio", most));
                  return source;
                })
            .collect(toImmutableList());
    return Yaml.write(ImmutableMap.of("sources", sources));
  }

  private static Stream<String> weighed(DomainDistribution weights) {
    return weights.domains().stream().filter(domain -> weights.weight(domain) > 0);
  }
}
