// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.versatune.examples.results.Numbers.format;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.versatune.examples.steering.ProtectedLoss;
import org.versatune.examples.steering.Steering;
import org.versatune.examples.steering.SteeringStatus;
import org.versatune.internal.Json;
import org.versatune.trainers.Segment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that go by a plan, {@code --config}, and what they share: how they answer. */
abstract class PlanCommand extends Subcommand {
  @Option(names = "--config", paramLabel = "FILE", description = "The plan of the run. " + DEFAULT)
  private Path config = Path.of("versatune.yaml");

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, for scripts; words go to stderr")
  private boolean json;

  /**
   * What a command answers.
   *
   * @param fields for scripts
   * @param lines for people
   */
  record Answer(ImmutableMap<String, Object> fields, String lines) {}

  /** Does the command's work. */
  abstract Answer answer(Steering steering);

  /** What is wrong with a plan is wrong with the user's files. */
  @Override
  public final Integer call() {
    Answer answer =
        valid(
            () -> {
              try (Steering steering = new Steering(config, this::progress)) {
                return answer(steering);
              } catch (CancellationException e) {
                throw e; // An interrupt is no fault of the user's files.
              } catch (IllegalStateException | NoSuchElementException e) {
                throw CommandFailure.unusable(String.valueOf(e.getMessage()), e);
              }
            });
    print("%s", json ? Json.write(answer.fields()) : answer.lines());
    return OK;
  }

  private void progress(String line) {
    PrintWriter writer = json ? err() : out();
    writer.println(line);
    writer.flush();
  }

  /** Writes the rows of the next round. */
  @Command(
      name = "compose",
      description =
          "Writes the rows of the next round into one file, in the order in which the trainer is to"
              + " read them. Called again before update, it names the same file.")
  static final class Compose extends PlanCommand {
    @Override
    Answer answer(Steering steering) {
      return steering
          .compose()
          .map(Compose::answer)
          .orElse(new Answer(ImmutableMap.of("done", true), "all rounds are done"));
    }

    private static Answer answer(Segment next) {
      return new Answer(
          ImmutableMap.<String, Object>builder()
              .put("done", false)
              .put("round", next.number())
              .put("segment", next.file().toString())
              .put("rows", next.rows())
              .put("tokens", next.tokens())
              .put("sharesOfRows", next.sharesOfRows())
              .put("sharesOfTokens", next.sharesOfTokens())
              .buildOrThrow(),
          "round %s: %s, %s rows; train on it in its order, then run update"
              .formatted(next.number(), next.file(), next.rows()));
    }
  }

  /** Takes in the losses of the round that the trainer has ended. */
  @Command(
      name = "update",
      description =
          "Reads the losses that the trainer wrote at the end of the round; sets the weights.")
  static final class Update extends PlanCommand {
    @Override
    Answer answer(Steering steering) {
      long step = steering.update(0);
      return new Answer(
          ImmutableMap.of("step", step, "weights", steering.weights()),
          "step " + step + ": " + steering.shown());
    }
  }

  /** Goes through all rounds: compose, train, update. */
  @Command(
      name = "steer",
      description =
          "Composes a segment, runs the trainer's command on it, takes in its losses, and so on"
              + " until all rounds are done. Killed at any moment, it goes on where it was.",
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:all rounds are done",
        "1:the trainer failed, or something else on the way",
        "2:plan, settings of the trainer, rows or losses cannot be used"
      })
  static final class Steer extends PlanCommand {
    @Override
    String whenInterrupted() {
      return "interrupted: what was done is kept; the same command goes on where it was";
    }

    @Override
    Answer answer(Steering steering) {
      try {
        steering.steer();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException(INTERRUPTED);
      } catch (Steering.TrainerFailure e) {
        throw new CommandFailure(String.valueOf(e.getMessage()), e);
      }
      int rounds = steering.plan().rounds();
      long step = rounds * steering.plan().steps();
      return new Answer(
          ImmutableMap.of(
              "done", true, "rounds", rounds, "step", step, "weights", steering.weights()),
          "done");
    }
  }

  /** Shows where a steered run is. */
  @Command(
      name = "status",
      description = "Shows weights, shares of rows and tokens, passes, and what is left of a run.")
  static final class Status extends PlanCommand {
    private static final String BARS = "▁▂▃▄▅▆▇█";

    @Override
    Answer answer(Steering steering) {
      SteeringStatus status = steering.status();
      boolean isTraining = status.composed() > status.done();
      ImmutableMap.Builder<String, Object> fields =
          ImmutableMap.<String, Object>builder()
              .put("roundsDone", status.done())
              .put("rounds", status.rounds())
              .put("step", status.step())
              .put("isTraining", isTraining)
              .put("weights", status.weights())
              .put("sharesOfRows", status.sharesOfRows())
              .put("sharesOfTokens", status.sharesOfTokens())
              .put("epochs", status.epochs());
      StringBuilder lines =
          new StringBuilder(
              format(
                  "%d of %d rounds done, step %d%s%n%n",
                  status.done(),
                  status.rounds(),
                  status.step(),
                  isTraining ? "; segment " + status.composed() + " waits for its losses" : ""));
      lines.append("domain            weight    rows  tokens  passes  weights over the rounds");
      for (String domain : status.weights().keySet()) {
        lines.append(
            format(
                "%n%-16s %7.3f %7.3f %7.3f %7.2f  %s",
                domain,
                at(status.weights(), domain),
                at(status.sharesOfRows(), domain),
                at(status.sharesOfTokens(), domain),
                at(status.epochs(), domain),
                status.history().stream()
                    .map(of -> bar(of, domain))
                    .collect(Collectors.joining())));
      }
      if (!status.protectedLosses().isEmpty()) {
        fields.put("protected", Maps.transformValues(status.protectedLosses(), Status::fields));
        status.protectedLosses().forEach((domain, loss) -> lines.append(line(domain, loss)));
      }
      if (!status.atCap().isEmpty()) {
        fields.put("atEpochCap", status.atCap());
        lines.append(format("%n%s", steering.capped(status.atCap())));
      }
      return new Answer(fields.buildOrThrow(), lines.toString());
    }

    private static ImmutableMap<String, Object> fields(ProtectedLoss loss) {
      ImmutableMap.Builder<String, Object> fields = ImmutableMap.builder();
      fields.put("limit", loss.limit());
      loss.excess().ifPresent(excess -> fields.put("excess", excess));
      return fields.put("pressure", loss.pressure()).put("isKept", loss.isKept()).buildOrThrow();
    }

    private static String line(String domain, ProtectedLoss loss) {
      String last =
          loss.excess()
              .map(past -> format("%s, its last loss is %.4f", loss.word(), loss.limit() + past))
              .orElse("no loss is known");
      return format(
          "%n%s may not end above %.4f: %s; pressure %.2f",
          domain, loss.limit(), last, loss.pressure());
    }

    private static double at(Map<String, Double> numbers, String domain) {
      return numbers.getOrDefault(domain, 0.0);
    }

    /** The weight of a round, 1 being the highest bar. */
    private static String bar(Map<String, Double> weights, String domain) {
      int level = Math.min((int) (at(weights, domain) * BARS.length()), BARS.length() - 1);
      return BARS.substring(level, level + 1);
    }
  }
}
