// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Json;
import org.versatune.trainers.DomainRows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks which domains a folder has and writes a plan to fill in. */
@Command(
    name = "init",
    description =
        "Looks which domains a folder has (a folder or a file of rows for each), counts their rows,"
            + " and writes a plan to fill in.")
final class InitCommand extends Subcommand {
  private static final Pattern ROWS =
      Pattern.compile("(.+)\\.(?:jsonl?(?:\\.gz)?|parquet)", Pattern.CASE_INSENSITIVE);

  @Parameters(paramLabel = "FOLDER", description = "Has a folder or a file for each domain.")
  private Path folder = Path.of("data");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The plan; it must not be there yet. " + DEFAULT)
  private Path out = Path.of("versatune.yaml");

  @Option(
      names = "--index-in",
      paramLabel = "FOLDER",
      description =
          "Where indexes of the rows are kept, if nothing can be written beside them. Default: there")
  private @Nullable Path indexIn;

  @Override
  public Integer call() {
    check(this::init);
    return OK;
  }

  private void init() {
    if (Files.exists(out)) {
      throw isThere(null); // Before all rows are read.
    }
    DomainRows.Builder rows = DomainRows.builder().folders(folder);
    String index = "# indexIn: index                  # where the data's folder cannot be written";
    if (indexIn != null) {
      rows.indexIn(indexIn);
      index = "indexIn: " + Json.write(fromPlan(indexIn));
    }
    ImmutableMap<String, Long> sizes = rows.open().sizes();
    ImmutableListMultimap<String, String> places = places();
    StringBuilder domains = new StringBuilder();
    sizes.forEach(
        (domain, size) -> {
          ImmutableList<String> of = places.get(domain);
          // A domain may have a folder and a file.
          String place = Json.write(of.size() == 1 ? of.get(0) : of);
          domains.append("  %s: %s   # %s rows\n".formatted(Json.write(domain), place, size));
        });
    try {
      Files.writeString(
          out,
          PLAN.replace("{domains}", domains).replace("{indexIn}", index),
          StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw isThere(e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + out, e);
    }
    out().println(out + ": " + sizes.size() + " domains; fill in the rest, then run steer");
  }

  private IllegalArgumentException isThere(@Nullable Exception cause) {
    return new IllegalArgumentException(
        out + " is there already: name another file with --out, or move it away", cause);
  }

  /** Where the rows of each domain are, seen from the plan. */
  private ImmutableListMultimap<String, String> places() {
    try (Stream<Path> inside = Files.list(folder)) {
      ImmutableListMultimap.Builder<String, String> places = ImmutableListMultimap.builder();
      for (Path entry : inside.sorted().toList()) {
        String name = String.valueOf(entry.getFileName());
        Matcher rows = ROWS.matcher(name);
        if (!name.startsWith(".") && (rows.matches() || Files.isDirectory(entry))) {
          places.put(Files.isDirectory(entry) ? name : rows.group(1), fromPlan(entry));
        }
      }
      return places.build();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }

  /** A place as the plan names it. */
  private String fromPlan(Path place) {
    Path home = out.toAbsolutePath().normalize().getParent();
    Path there = place.toAbsolutePath().normalize();
    return (home == null ? there : home.relativize(there)).toString();
  }

  private static final String PLAN =
      """
      # The plan of a steered run; docs/steer.md explains each line. Paths are relative to this file.
      domains:
      {domains}
      # domainField: channel            # ms-swift: a field with the domain in each row
      {indexIn}

      # rule: open-gap                  # versatune quickstart --list-schedulers names all
      # referenceLosses: {law: 1.9}     # what a specialist of each domain reaches, from the same trainer
      # protect: {law: 0.01}            # the loss of law may not end 1 % above that of the base model
      floor: 0.02                       # no domain is forgotten altogether
      seed: 42

      # weightUnit: tokens              # weights are shares of tokens, not of rows
      # tokens: {field: num_tokens}     # or {perByte: 0.31}, or {answersOnly: true}; a guess otherwise

      batch: 32                         # rows in a training step, over all devices
      steps: 100                        # training steps in a round; evaluate at each of them
      rounds: 10                        # end each by max_steps={step} and a constant learning rate

      # trainer: llama-factory          # its settings are checked: shuffling, packing, horizon
      # paths: {law: /data/law_text}    # for trainers that take weights; {blend} is the file of them
      # command: [llamafactory-cli, train, train.yaml, "dataset={name}", "max_steps={step}"]
      # losses:
      #   form: llama-factory
      #   path: out/trainer_state.json
      watch: [tensorboard, csv, report]
      """;
}
