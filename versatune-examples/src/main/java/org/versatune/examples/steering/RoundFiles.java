// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.MoreObjects.firstNonNull;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.versatune.examples.results.Numbers.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Bounds;
import org.versatune.internal.Listed;
import org.versatune.trainers.BlendFormat;
import org.versatune.trainers.Segment;

/**
 * The files of a round that a trainer reads beside its segment, and the words in braces that name
 * them in the plan.
 */
final class RoundFiles {
  private static final Pattern WORD = Pattern.compile("(?<!\\$)\\{([A-Za-z]+)\\}");

  /** More passes than these over a domain within one segment are warned of (our choice). */
  private static final int MANY_PASSES = 4;

  private final RunPlan plan;
  private final Path home;
  private final Path folder;

  /** Names the files of a plan, and refuses a folder that is a file. */
  RoundFiles(PlanFile file) {
    this.plan = file.plan();
    this.home = file.home();
    this.folder = home.resolve(firstNonNull(plan.folder(), "versatune"));
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          file.at("folder", 0, "'folder' is the file " + folder + ": name a folder"));
    }
  }

  Path home() {
    return home;
  }

  /** The folder of the plan's segments, record and state. */
  Path folder() {
    return folder;
  }

  /** The segments are in a folder of their own. */
  Path segments() {
    return folder.resolve("segments");
  }

  Path record() {
    return folder.resolve("record.jsonl");
  }

  /** The trainer's log of the losses of a round. */
  Path losses(Segment segment) {
    return home.resolve(filled(plan.requireLosses().path(), segment));
  }

  /** Writes everything for a segment. What is there already is replaced by the same. */
  void write(Segment segment) {
    current(segment);
    BlendFormat format = plan.blendFormat();
    if (format != null) {
      format.write(weights(format, segment), plan.requirePaths(), passes(segment), blend(format));
    }
  }

  /** Warns of domains so small that their rows come again and again within a segment. */
  static Optional<String> repeats(Segment segment) {
    String often =
        segment.domains().entrySet().stream()
            .filter(one -> one.getValue().rows() > MANY_PASSES * one.getValue().size())
            .map(
                one ->
                    "%s %s times"
                        .formatted(one.getKey(), one.getValue().rows() / one.getValue().size()))
            .collect(Collectors.joining(", "));
    return often.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ("warning: the segment passes over all rows of a domain again and again (%s): give the"
                    + " domain more rows, or an 'epochCap', or make fewer 'steps' in a round")
                .formatted(often));
  }

  /** Warns of domains of which no row comes after a segment any more. */
  Optional<String> capped(Segment segment) {
    ImmutableMap<String, Double> shares = segment.sharesOfRows();
    ImmutableList<String> reached =
        atCap(segment).stream()
            .filter(domain -> shares.getOrDefault(domain, 0.0) > 0)
            .collect(toImmutableList());
    return reached.isEmpty() ? Optional.empty() : Optional.of("warning: " + capped(reached));
  }

  /** Says what follows for domains that have reached their epoch cap. */
  String capped(ImmutableList<String> domains) {
    return "'epochCap' "
        + plan.epochCap()
        + " is reached by "
        + Listed.of(domains)
        + ": no more of their rows come, and the other domains share their weight; to change that,"
        + " give them more rows or a higher 'epochCap' in another 'folder', or make fewer rounds";
  }

  /** The domains that have reached their epoch cap by the end of a segment. */
  ImmutableList<String> atCap(Segment segment) {
    Double cap = plan.epochCap();
    return cap == null
        ? ImmutableList.of()
        : segment.domains().entrySet().stream()
            .filter(
                one ->
                    one.getValue().drawn() >= Bounds.mostDraws(cap, (double) one.getValue().size()))
            .map(Map.Entry::getKey)
            .collect(toImmutableList());
  }

  /**
   * How often a domain may come in a round: as the epoch cap says, and without one as often as in
   * the segment and once more, since the trainer counts tokens and the segment rows.
   */
  private ImmutableMap<String, Double> passes(Segment segment) {
    Double cap = plan.epochCap();
    return ImmutableMap.copyOf(
        Maps.transformValues(
            segment.domains(),
            part ->
                cap == null
                    ? Math.ceil((double) part.rows() / part.size()) + 1
                    : Math.max(1, cap)));
  }

  /**
   * Energon weighs the samples that it draws, and a sample is a row; the others weigh tokens, in
   * pieces of equal length.
   */
  private static DomainDistribution weights(BlendFormat format, Segment segment) {
    if (format != BlendFormat.ENERGON) {
      return segment.weights();
    }
    try (VersaTune run = VersaTune.resume(segment.snapshot())) {
      return run.sampling();
    }
  }

  private Path blend(BlendFormat format) {
    return folder.resolve(format == BlendFormat.MEGATRON_LM ? "blend.txt" : "blend.yaml");
  }

  /** Gives the segment a name that stays the same in every round, for trainers that name files. */
  private void current(Segment segment) {
    AtomicFiles.write(
        folder.resolve("current.jsonl"),
        "segment",
        aside -> {
          try {
            Files.createLink(aside, segment.file());
          } catch (IOException | UnsupportedOperationException e) {
            Files.copy(segment.file(), aside, StandardCopyOption.REPLACE_EXISTING);
          }
        });
  }

  /** What the trainer prints in a round. */
  Path log(int round) {
    return folder.resolve(format("trainer-%05d.log", round));
  }

  private ImmutableMap<String, Object> words(Segment segment) {
    ImmutableMap.Builder<String, Object> words = ImmutableMap.builder();
    words.put("segment", segment.file().toAbsolutePath());
    words.put("name", String.valueOf(segment.file().getFileName()).replace(".jsonl", ""));
    words.put("manifest", segment.manifest().toAbsolutePath());
    words.put("current", folder.resolve("current.jsonl").toAbsolutePath());
    BlendFormat format = plan.blendFormat();
    if (format != null) {
      words.put("blend", blend(format).toAbsolutePath());
    }
    words.put("log", log(segment.number()).toAbsolutePath());
    words.put("round", segment.number());
    words.put("step", segment.number() * plan.steps());
    words.put("steps", plan.steps());
    words.put("maxSteps", plan.steps() * plan.rounds());
    return words.buildOrThrow();
  }

  /** Fills in the words in braces; others stay as they are. */
  String filled(String text, Segment segment) {
    ImmutableMap<String, Object> words = words(segment);
    return WORD.matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf(words.getOrDefault(found.group(1), found.group()))));
  }

  /**
   * The words in braces of the command and the path of the losses that nothing is filled in for.
   */
  ImmutableSortedSet<String> unknownWords(Segment segment) {
    Map<String, Object> words = words(segment);
    ImmutableSortedSet.Builder<String> unknown = ImmutableSortedSet.naturalOrder();
    WORD.matcher(String.join("\n", plan.requireCommand()) + "\n" + plan.requireLosses().path())
        .results()
        .filter(found -> !words.containsKey(found.group(1)))
        .forEach(found -> unknown.add(found.group()));
    return unknown.build();
  }
}
