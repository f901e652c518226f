// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidLossPolicy;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;
import org.versatune.internal.PythonJson;
import org.versatune.internal.TextFile;
import org.versatune.trainers.losses.LossForm.Found;
import org.versatune.trainers.losses.LossForm.Piece;

/**
 * Reads the losses by domain that a trainer writes, and makes reports for a run of them.
 *
 * <pre>{@code
 * LossLog log = LossLog.builder("llama-factory", Path.of("out/trainer_state.json"))
 *     .domains(run.domains())
 *     .build();
 * log.read().forEach(run::report);
 * }</pre>
 *
 * <p>{@link #read} reads a log whose trainer has ended. {@link #poll} reads what is new while it
 * grows: half a line, and a JSON file that is just being written, wait for the next call. The
 * losses of a step are one report, which has every domain of the run.
 *
 * <p>Anything wrong is an error that names the file and the line, and says what to do. Nothing
 * counts as read then, and the next call reads the same lines again. The unit of the losses is the
 * trainer's: most write nats/token, some as a mean of batch means, so base and reference losses
 * must come from the same trainer with the same settings.
 *
 * <p>Not safe for use by several threads.
 */
public final class LossLog {
  private static final System.Logger LOG = System.getLogger(LossLog.class.getName());

  private final LossLogOptions options;
  private Map<Path, LogFile> files = new HashMap<>();
  private Map<Path, Stamp> whole = new HashMap<>();
  private PendingLosses pending;

  /** By what a file that was written anew is noticed. */
  private record Stamp(long size, FileTime time) {
    static Stamp of(Path file) throws IOException {
      return new Stamp(Files.size(file), Files.getLastModifiedTime(file));
    }
  }

  private LossLog(LossLogOptions options) {
    this.options = options;
    this.pending = new PendingLosses(options);
  }

  /**
   * Returns the names of the forms that can be read: {@code huggingface} (also TRL), {@code
   * llama-factory}, {@code ms-swift} (losses of evaluation), {@code ms-swift-train} (losses of
   * training), {@code nemo-automodel}, {@code megatron-lm}, {@code olmo-core}, and {@code plain}.
   *
   * @return their names
   */
  public static ImmutableList<String> forms() {
    return LossForms.names();
  }

  /**
   * Says how to make a trainer write losses by domain, and which file holds them.
   *
   * @param form one of {@link #forms()}
   * @return a sentence
   * @throws IllegalArgumentException if there is no such form
   */
  public static String howTo(String form) {
    return LossForms.named(notNull(form, "form")).howTo();
  }

  /**
   * Describes a log.
   *
   * @param form one of {@link #forms()}
   * @param path the file, or a folder with the files of the form; it need not be there yet
   * @return a builder
   * @throws IllegalArgumentException if there is no such form
   */
  public static Builder builder(String form, Path path) {
    return new Builder(LossForms.named(notNull(form, "form")), notNull(path, "path"));
  }

  /**
   * Reads what is new and whole.
   *
   * @return a report for each step, in the order of the steps; empty where the file is not there
   *     yet
   * @throws IllegalArgumentException if the log is damaged, steps go backwards, or the losses of a
   *     step cannot be used
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  public ImmutableList<Feedback> poll() {
    return next(false);
  }

  /**
   * Reads what is new, up to the end of the log: call it once the trainer has ended.
   *
   * @return a report for each step, in the order of the steps
   * @throws IllegalArgumentException as for {@link #poll}, and if there is no log, it ends in the
   *     middle of a line or value, or nothing in it is a loss by domain
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  public ImmutableList<Feedback> read() {
    return next(true);
  }

  private ImmutableList<Feedback> next(boolean ended) {
    PendingLosses losses = pending.copy();
    Map<Path, LogFile> positions = new HashMap<>(files);
    Map<Path, Stamp> read = new HashMap<>(whole);
    ImmutableList<Path> found;
    try {
      found = found();
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "the losses in", options.path(), e);
    }
    checkArgument(
        !ended || !found.isEmpty(),
        "losses in %s: there is no log of %s: %s",
        options.path(),
        options.form().name(),
        options.form().howTo());
    for (Path file : found) {
      try {
        AtomicFiles.checkRegularIfThere(file);
        if (options.form().isRewritten()) {
          readWhole(file, read, losses, ended);
        } else {
          LogFile at = positions.getOrDefault(file, LogFile.unread(file));
          positions.put(file, readLines(at, losses, ended));
        }
      } catch (IOException e) {
        throw AtomicFiles.failure("read", "the losses in", file, e);
      }
    }
    ImmutableList<Feedback> reports = losses.take(ended);
    checkArgument(
        !ended || losses.foundAny(),
        "losses in %s: there is no loss by domain in the log: %s",
        options.path(),
        options.form().howTo());
    losses.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
    pending = losses;
    files = positions;
    whole = read;
    return reports;
  }

  private ImmutableList<Path> found() throws IOException {
    if (Files.isDirectory(options.path())) {
      return options.form().find(options.path());
    }
    return Files.exists(options.path()) ? ImmutableList.of(options.path()) : ImmutableList.of();
  }

  private void readWhole(Path file, Map<Path, Stamp> read, PendingLosses losses, boolean ended)
      throws IOException {
    Stamp stamp = Stamp.of(file);
    if (!ended && stamp.equals(read.get(file))) {
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    TextFile.check(file, bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    losses.begins(file);
    try {
      read(new Piece(file, 1, text.startsWith("\uFEFF") ? text.substring(1) : text), losses);
      read.put(file, stamp);
    } catch (PythonJson.CutOffException e) {
      if (ended) {
        throw new IllegalArgumentException(
            options.at(file, 1)
                + "the file is cut off ("
                + e.getMessage()
                + "): the trainer ended while it wrote it; read the one of its last checkpoint",
            e);
      }
    }
  }

  private LogFile readLines(LogFile at, PendingLosses losses, boolean ended) throws IOException {
    LogFile from = at;
    if (at.isReplaced()) {
      checkArgument(
          options.restarts(),
          "losses in %s: the file was cut or written anew after line %s was read: the trainer was"
              + " started again. Read it with restarts(), which goes on from its beginning and"
              + " takes no step twice",
          at.file(),
          at.lines());
      losses.restarted(at.file());
      from = LogFile.unread(at.file());
    }
    return from.read(
        ended,
        piece -> {
          if (!piece.text().isBlank()) {
            read(piece, losses);
          }
        });
  }

  private void read(Piece piece, PendingLosses losses) {
    List<Found> found = new ArrayList<>();
    String at = options.at(piece.file(), piece.line());
    try {
      options.form().reader().read(piece, found::add);
    } catch (PythonJson.CutOffException e) {
      if (options.form().isRewritten()) {
        throw e;
      }
      throw new IllegalArgumentException(
          at
              + "the line is cut off ("
              + e.getMessage()
              + "): the trainer ended while it wrote it; remove the line and read again",
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s%s. Is this the log of %s? It is read so: %s"
              .formatted(at, e.getMessage(), options.form().name(), options.form().howTo()),
          e);
    }
    found.forEach(losses::add);
  }

  /** Describes a log. Each setter checks its argument. Not safe for use by several threads. */
  public static final class Builder {
    private final LossForm form;
    private final Path path;
    private ImmutableList<String> domains = ImmutableList.of();
    private ImmutableMap<String, String> names = ImmutableMap.of();
    private ImmutableSet<String> ignored = ImmutableSet.of();
    private LongPredicate wanted = step -> true;
    private boolean restarts;
    private InvalidLossPolicy onInvalidLoss = InvalidLossPolicy.FAIL;

    private Builder(LossForm form, Path path) {
      this.form = form;
      this.path = path;
    }

    /**
     * Names the domains of the run; must be called.
     *
     * @param inOrder names in the run's order, unique
     * @return this builder
     * @throws IllegalArgumentException if there is none, or a name is blank or given twice
     */
    public Builder domains(List<String> inOrder) {
      domains = DomainDistribution.uniform(Given.list(inOrder, "inOrder")).domains();
      return this;
    }

    /**
     * Sets the trainer's names for the domains, where they differ from those of the run.
     *
     * @param byTrainer the trainer's name → the domain
     * @return this builder
     */
    public Builder names(Map<String, String> byTrainer) {
      names = Given.map(byTrainer, "byTrainer");
      return this;
    }

    /**
     * Skips losses that belong to no domain, such as those of a set for another purpose.
     *
     * @param trainerNames names of the trainer
     * @return this builder
     */
    public Builder ignore(Collection<String> trainerNames) {
      ignored = ImmutableSet.copyOf(Given.list(trainerNames, "trainerNames"));
      return this;
    }

    /**
     * Reads only some steps, and skips whatever is written about others.
     *
     * @param those which steps are read
     * @return this builder
     */
    public Builder steps(LongPredicate those) {
      wanted = notNull(those, "those");
      return this;
    }

    /**
     * Accepts a trainer that was started again from a checkpoint. If steps go backwards, the losses
     * of a step differ, or a file was cut or written anew, the later losses count; no step is
     * reported twice, and a warning says so. Without this call each of these is an error.
     *
     * @return this builder
     */
    public Builder restarts() {
      restarts = true;
      return this;
    }

    /**
     * Sets what happens where the losses of a step cannot be used: one is missing, negative or not
     * finite.
     *
     * @param policy fail by default; otherwise the step is left out, with a warning
     * @return this builder
     */
    public Builder onInvalidLoss(InvalidLossPolicy policy) {
      onInvalidLoss = notNull(policy, "policy");
      return this;
    }

    /**
     * Opens the log.
     *
     * @return the log, of which nothing has been read
     * @throws IllegalArgumentException if no domain was named, a name of the trainer is that of an
     *     unknown domain, or two of them are of one domain
     */
    public LossLog build() {
      checkArgument(!domains.isEmpty(), "no domain given: call domains(run.domains())");
      Set<String> taken = new HashSet<>();
      names.forEach(
          (name, domain) -> {
            checkArgument(
                domains.contains(domain),
                "name '%s' of the trainer is that of '%s', which is no domain; the domains are %s",
                name,
                domain,
                Listed.of(domains));
            checkArgument(
                taken.add(domain), "domain '%s' has two names of the trainer; give one", domain);
          });
      return new LossLog(
          new LossLogOptions(
              form,
              path,
              domains,
              names,
              ignored,
              wanted,
              restarts,
              onInvalidLoss == InvalidLossPolicy.SKIP));
    }
  }
}
