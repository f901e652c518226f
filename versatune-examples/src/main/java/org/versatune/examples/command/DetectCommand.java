// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Range;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.versatune.detection.CorrectedShares;
import org.versatune.detection.Detection;
import org.versatune.detection.DetectionException;
import org.versatune.detection.DomainClassifier;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.JudgeFailurePolicy;
import org.versatune.detection.WrittenTexts;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.bayes.NaiveBayesTrainer;
import org.versatune.detection.model.ChatModelJudge;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Says what a model knows from a file of texts that it wrote: the share of each domain with its
 * interval, judged by the embedded judge or by a served model.
 */
@Command(
    name = "detect",
    sortOptions = false,
    description = {
      "Says what a model knows: the share of each domain in texts that it wrote unprompted.",
      ""
    })
final class DetectCommand implements Callable<Integer> {

  private static final ImmutableSet<String> OF_BAYES = ImmutableSet.of("--data", "--ngram");

  /** Who judges. */
  enum Judge {
    /** The naive Bayes judge of the library, trained on the text of --data or the bundled one. */
    BAYES,
    /** A served chat model. */
    CHAT
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "TEXTS",
      arity = "0..1",
      description = "What the model wrote: a file of JSON Lines, as docs/detection.md lists")
  private @Nullable Path file;

  @Option(
      names = "--field",
      paramLabel = "NAME",
      description = "The field with the text, where several could be it or none is known")
  private @Nullable String field;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Parts of the file, whose spread enters the intervals. Default: 4")
  private int rounds = 4;

  @Option(
      names = "--judge",
      paramLabel = "bayes|chat",
      description = "Who judges: the embedded judge, or a served chat model. Default: bayes")
  private Judge judge = Judge.BAYES;

  @Option(
      names = "--declined-share",
      paramLabel = "X",
      description = "Share of texts that may be declined. Default: 0.2")
  private double declinedShare = 0.2;

  @Option(
      names = "--decline-failures",
      description = "Decline a text on which the judge fails, instead of ending")
  private boolean declineFailures;

  @Option(
      names = "--smoothing",
      paramLabel = "X",
      description = "Texts added to each domain, so that none starts a training at 0. Default: 1")
  private double smoothing = 1;

  @Option(
      names = "--mix",
      paramLabel = "FILE",
      description = "Write the shares as a JSON object, for the start of a run")
  private @Nullable Path mix;

  @Option(names = "--json", description = "Print JSON instead of a table")
  private boolean json;

  @Option(
      names = "--ngram",
      paramLabel = "N",
      description =
          "Characters of an n-gram of the embedded judge; 5 is better with a megabyte of text a"
              + " domain. Default: 3")
  private int ngram = 3;

  @Mixin private final TextOptions text = new TextOptions();

  @Mixin private final ServedJudgeOptions served = new ServedJudgeOptions();

  @Override
  public Integer call() {
    CommandLine line = Program.line(spec);
    if (text.dryRun()) {
      return text.show(0);
    }
    PrintWriter err = line.getErr();
    WrittenTexts texts = Program.valid(spec, this::texts);
    int perRound = Program.valid(spec, () -> texts.perRound(rounds));
    if (texts.prompted() > 0) {
      err.println(
          "warning: "
              + texts.prompted()
              + " lines have a prompt: their texts show the domains of the prompts. Let the model"
              + " write from the beginning of a sequence only");
    }
    if (mix != null) {
      // Tried before anything is paid for.
      Path to = mix;
      Program.valid(spec, () -> checked(to));
    }
    DomainClassifier classifier = Program.valid(spec, () -> judge((long) perRound * rounds, err));
    Detection detection = detect(texts, perRound, classifier);
    if (mix != null) {
      Path to = mix;
      Program.valid(
          spec,
          () -> {
            detection.mix().write(to);
            return to;
          });
    }
    int unused = texts.size() - perRound * rounds;
    PrintWriter out = line.getOut();
    out.print(json ? json(detection, classifier, unused) : table(detection, classifier, unused));
    out.flush();
    err.flush();
    return CommandLine.ExitCode.OK;
  }

  private WrittenTexts texts() {
    if (file == null) {
      throw new IllegalArgumentException(
          "detect needs the file of texts that the model wrote: detect samples.jsonl");
    }
    return field == null ? WrittenTexts.read(file) : WrittenTexts.read(file, field);
  }

  private static Path checked(Path mix) {
    AtomicFiles.checkWritable(mix, "the mix");
    return mix;
  }

  private DomainClassifier judge(long texts, PrintWriter err) {
    List<String> given =
        Program.line(spec).getParseResult().matchedOptions().stream()
            .map(OptionSpec::longestName)
            .toList();
    if (judge == Judge.CHAT) {
      List<String> ofBayes = given.stream().filter(OF_BAYES::contains).toList();
      if (!ofBayes.isEmpty()) {
        throw new IllegalArgumentException(
            "the embedded judge alone takes " + ofBayes + ", and --judge chat asks another one");
      }
      return served.judge(texts, err);
    }
    List<String> ofChat = given.stream().filter(ServedJudgeOptions.NAMES::contains).toList();
    if (!ofChat.isEmpty()) {
      throw new IllegalArgumentException(
          "a served model alone takes " + ofChat + ": add --judge chat");
    }
    Corpora corpora =
        text.read(
            0,
            said -> {
              err.println(said);
              err.flush();
            });
    NaiveBayesTrainer trainer = NaiveBayesClassifier.trainer().ngramLength(ngram);
    corpora.texts(Split.TRAIN).forEach(trainer::text);
    return trainer.train();
  }

  private Detection detect(WrittenTexts texts, int perRound, DomainClassifier classifier) {
    ImmutableList<String> domains =
        classifier instanceof ChatModelJudge chat
            ? chat.domains()
            : ((NaiveBayesClassifier) classifier).domains();
    DomainDetector.Builder builder =
        DomainDetector.builder().generator(texts).classifier(classifier).domains(domains);
    DomainDetector detector =
        Program.valid(
            spec,
            () ->
                builder
                    .rounds(rounds)
                    .samplesPerRound(perRound)
                    .declinedShare(declinedShare)
                    .smoothing(smoothing)
                    .onJudgeFailure(
                        declineFailures ? JudgeFailurePolicy.DECLINE : JudgeFailurePolicy.FAIL)
                    .threads(
                        judge == Judge.CHAT
                            ? served.threads()
                            : Runtime.getRuntime().availableProcessors())
                    .build());
    try {
      return detector.detect();
    } catch (DetectionException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private String table(Detection detection, DomainClassifier classifier, int unused) {
    boolean corrected = detection.corrected().isPresent();
    StringBuilder table =
        new StringBuilder(
            """
            | domain | share | 95 % interval | as judged | texts |
            | --- | ---: | ---: | ---: | ---: |
            """);
    intervals(detection)
        .forEach(
            (domain, interval) ->
                table.append(
                    String.format(
                        Locale.ROOT,
                        "| %s | %.4f | %.4f to %.4f | %.4f | %d |%n",
                        domain,
                        detection.mix().weight(domain),
                        interval.lowerEndpoint(),
                        interval.upperEndpoint(),
                        detection.distribution().weight(domain),
                        detection.topCounts().get(domain))));
    table.append(
        String.format(
            Locale.ROOT,
            "%n%d texts in %d rounds, %d declined, %d of them because the judge failed%s.%n%s%n"
                + "Judge: %s%n",
            detection.accepted() + detection.declined(),
            detection.roundsUsed(),
            detection.declined(),
            detection.failed(),
            unused == 0 ? "" : "; " + unused + " at the end of the file are not used",
            corrected
                ? "The judge's mistakes on held-out text are taken out of the shares and in the"
                    + " intervals."
                : "The intervals show the sampling of texts, not the mistakes of the judge.",
            classifier));
    if (smoothing > 0) {
      table.append(
          String.format(
              Locale.ROOT,
              "Texts added to each domain (--smoothing): %s. They are in the shares, not in the"
                  + " intervals.%n",
              smoothing));
    }
    if (classifier instanceof ChatModelJudge chat) {
      table.append(chat.progress()).append('\n');
    }
    if (mix != null) {
      table.append("The mix is in ").append(mix).append('\n');
    }
    return table.toString();
  }

  /** Those of the mix: with the judge's errors taken out where that was possible. */
  private static ImmutableMap<String, Range<Double>> intervals(Detection detection) {
    return detection
        .corrected()
        .map(CorrectedShares::intervals)
        .orElse(detection.clippedIntervals());
  }

  private static String json(Detection detection, DomainClassifier classifier, int unused) {
    ImmutableMap.Builder<String, Object> all = ImmutableMap.builder();
    all.put("shares", detection.mix().asMap())
        .put(
            "intervals",
            Maps.transformValues(
                intervals(detection),
                interval -> ImmutableList.of(interval.lowerEndpoint(), interval.upperEndpoint())))
        .put("corrected", detection.corrected().isPresent())
        .put("judged", detection.distribution().asMap())
        .put("texts", detection.topCounts())
        .put("accepted", detection.accepted())
        .put("declined", detection.declined())
        .put("failed", detection.failed())
        .put("unused", unused)
        .put("rounds", detection.roundsUsed())
        .put("judge", classifier.toString());
    if (classifier instanceof ChatModelJudge chat) {
      all.put("calls", chat.progress().calls())
          .put("tokens", chat.progress().inputTokens() + chat.progress().outputTokens());
    }
    return Json.writePretty(all.buildOrThrow()) + "\n";
  }
}
