// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.stream.Collectors.toCollection;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versatune.detection.Detection;
import org.versatune.detection.DetectionException;
import org.versatune.detection.DomainClassifier;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.JudgeFailurePolicy;
import org.versatune.detection.LabelledText;
import org.versatune.detection.SecondOpinion;
import org.versatune.detection.WrittenTexts;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.bayes.NaiveBayesTrainer;
import org.versatune.detection.model.ChatModelJudge;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.FolderCorpora;
import org.versatune.examples.corpora.Split;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.EqualTexts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class DetectCommand extends Subcommand {

  /** Held-out pieces of a domain that a judge is tried on at most, as the detector documents. */
  private static final int PIECES = 300;

  private static final ImmutableSet<String> OF_BAYES =
      ImmutableSet.of("--data", "--bytes-per-domain", "--ngram");

  /** Who judges. */
  enum Judge {
    /** The naive Bayes judge of the library, trained on the text of --data or the bundled one. */
    BAYES,
    /** A judge over embeddings of a small model in this process, trained on the same text. */
    EMBEDDING,
    /** A served chat model. */
    CHAT
  }

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
      paramLabel = "bayes|embedding|chat",
      description =
          "Who judges: the embedded judge; one over embeddings, an optional dependency; or a served"
              + " chat model. Default: bayes")
  private Judge judge = Judge.BAYES;

  @Option(
      names = "--held-out",
      paramLabel = "DIR",
      description =
          "Text that the judge was not trained on, a folder for each domain: its mistakes are"
              + " measured there and taken out. A served judge is asked up to 300 times more a domain")
  private @Nullable Path heldOut;

  @Option(
      names = "--losses",
      paramLabel = "FILE",
      description =
          "The model's losses on held-out texts, for a second opinion: JSON Lines, as"
              + " docs/detection.md says")
  private @Nullable Path losses;

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
    check(this::checkOptions);
    if (text.dryRun()) {
      return dryRun();
    }
    WrittenTexts texts = valid(this::texts);
    int perRound = valid(() -> texts.perRound(rounds));
    if (texts.prompted() > 0) {
      say(
          "warning: %s lines have a prompt: their texts show the domains of the prompts. Let the"
              + " model write from the beginning of a sequence only",
          texts.prompted());
    }
    // Before anything is paid for.
    check(() -> checkMix(to -> AtomicFiles.checkWritable(to, "the mix")));
    Optional<LossesFile> measured = valid(this::losses);
    ImmutableList<LabelledText> labelled = valid(this::heldOut);
    try (Judged judged = valid(() -> judge((long) perRound * rounds, labelled))) {
      Optional<SecondOpinion> opinion =
          valid(() -> measured.map(file -> file.opinion(judged.domains(), judged.training())));
      Detection plain = detect(texts, perRound, judged, labelled);
      Detection detection = opinion.map(plain::withSecondOpinion).orElse(plain);
      check(() -> Optional.ofNullable(mix).ifPresent(detection.mix()::write));
      DetectionOutput output =
          new DetectionOutput(
              detection, judged.classifier(), texts.size() - perRound * rounds, smoothing, mix);
      out().print(json ? output.json() : output.table());
      out().flush();
      err().flush();
      return OK;
    }
  }

  /** Complains about options that the judge does not take. */
  private void checkOptions() {
    if (judge == Judge.CHAT) {
      ImmutableList<String> ofBayes = given(OF_BAYES);
      checkArgument(
          ofBayes.isEmpty(),
          "the embedded judge alone takes %s, and --judge chat asks another one",
          ofBayes);
      return;
    }
    ImmutableList<String> ofChat = given(ServedJudgeOptions.NAMES);
    checkArgument(ofChat.isEmpty(), "a served model alone takes %s: add --judge chat", ofChat);
    checkArgument(
        judge == Judge.BAYES || given(ImmutableSet.of("--ngram")).isEmpty(),
        "--ngram is for --judge bayes");
  }

  /** Checks what the options name, and shows the text of the judge where it learns from any. */
  private int dryRun() {
    check(
        () -> {
          if (file != null) {
            var unused = texts().perRound(rounds);
          }
          var unused = losses();
          checkMix(to -> OutputFolder.check("--mix", to.toAbsolutePath().resolveSibling(".")));
        });
    ImmutableList<LabelledText> labelled = valid(this::heldOut);
    if (judge != Judge.CHAT) {
      return text.show(
          0, corpora -> checkDomains(labelled, corpora.texts(Split.TRAIN).keySet().asList()));
    }
    check(
        () -> {
          checkDomains(labelled, served.domains());
          var unused = served.builder(0, err());
        });
    print("A served judge learns from no text. A dry run: nothing was asked or written.");
    return OK;
  }

  private WrittenTexts texts() {
    checkArgument(
        file != null, "detect needs the file of texts that the model wrote: detect samples.jsonl");
    return field == null ? WrittenTexts.read(file) : WrittenTexts.read(file, field);
  }

  private Optional<LossesFile> losses() {
    return Optional.ofNullable(losses).map(LossesFile::read);
  }

  /** Checks that the mix replaces nothing that is read, and the place that it is written to. */
  private void checkMix(Consumer<Path> place) {
    if (mix == null) {
      return;
    }
    for (Path read : Arrays.asList(file, losses, served.cache())) {
      checkArgument(
          read == null || !isSame(read, mix),
          "--mix would write over %s, which this command reads; name another file",
          read);
    }
    place.accept(mix);
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())
          || (Files.exists(other) && Files.isSameFile(one, other));
    } catch (IOException e) {
      return false; // One of them is not there, which whoever opens it tells better.
    }
  }

  /** All text of the folder of --held-out; none without it. */
  private ImmutableList<LabelledText> heldOut() {
    ImmutableList.Builder<LabelledText> texts = ImmutableList.builder();
    if (heldOut != null) {
      Corpora corpora = FolderCorpora.read(heldOut, CorpusOptions.defaults(), err()::println);
      for (Split split : Split.values()) {
        corpora
            .texts(split)
            .forEach(
                (domain, some) -> some.forEach(text -> texts.add(new LabelledText(domain, text))));
      }
    }
    return texts.build();
  }

  /** Complains where held-out text is of other domains, before anything is trained or asked. */
  private static void checkDomains(
      ImmutableList<LabelledText> heldOut, ImmutableList<String> domains) {
    Set<String> of = heldOut.stream().map(LabelledText::domain).collect(toCollection(TreeSet::new));
    checkArgument(
        of.isEmpty() || of.equals(ImmutableSet.copyOf(domains)),
        "--held-out has text of %s and the judge knows %s; a folder for each of these domains is"
            + " needed, and no other",
        of,
        domains);
  }

  /** A judge, its domains, and the text that it was trained on, where it was. */
  private record Judged(
      DomainClassifier classifier,
      ImmutableList<String> domains,
      ImmutableMap<String, ImmutableList<String>> training)
      implements AutoCloseable {
    /** Gives the cache of a served judge back. */
    @Override
    public void close() {
      if (classifier instanceof ChatModelJudge chat) {
        chat.close();
      }
    }
  }

  private Judged judge(long texts, ImmutableList<LabelledText> heldOut) {
    if (judge == Judge.CHAT) {
      checkDomains(heldOut, served.domains());
      return new Judged(
          served.judge(texts + trial(heldOut), err()), served.domains(), ImmutableMap.of());
    }
    ImmutableMap<String, ImmutableList<String>> training =
        text.read(0, line -> say("%s", line)).texts(Split.TRAIN);
    ImmutableList<String> domains = training.keySet().asList();
    checkDomains(heldOut, domains);
    warnOfLearnt(heldOut, training);
    if (judge == Judge.EMBEDDING) {
      return new Judged(EmbeddedEmbeddings.train(training), domains, training);
    }
    NaiveBayesTrainer trainer = NaiveBayesClassifier.trainer().ngramLength(ngram);
    training.forEach(trainer::text);
    return new Judged(trainer.train(), domains, training);
  }

  /** Says before anything is asked what the trial of a served judge costs. */
  private long trial(ImmutableList<LabelledText> heldOut) {
    if (heldOut.isEmpty()) {
      say(
          "note: without --held-out DIR the served judge's mistakes are not measured, and stay in"
              + " the shares");
      return 0;
    }
    long pieces = (long) PIECES * served.domains().size();
    say(
        "note: the served judge is tried on up to %s pieces of held-out text, each of which is"
            + " asked for like a text",
        pieces);
    return pieces;
  }

  /** Warns where the judge is tried on text that it has learnt, and so seems better than it is. */
  private void warnOfLearnt(
      ImmutableList<LabelledText> heldOut, ImmutableMap<String, ImmutableList<String>> training) {
    EqualTexts equal = new EqualTexts();
    heldOut.forEach(held -> equal.add("held out", held.text()));
    training.values().forEach(texts -> texts.forEach(text -> equal.add("training", text)));
    equal
        .most()
        .ifPresent(
            pair ->
                say(
                    "warning: %s texts of --held-out are among those that the judge is trained on,"
                        + " so it seems to err less than it does: give text that it has not seen",
                    pair.equal()));
  }

  private Detection detect(
      WrittenTexts texts, int perRound, Judged judged, ImmutableList<LabelledText> heldOut) {
    DomainDetector.Builder builder =
        DomainDetector.builder()
            .generator(texts)
            .classifier(judged.classifier())
            .domains(judged.domains());
    if (!heldOut.isEmpty()) {
      builder.heldOut(heldOut);
    }
    int threads =
        judge == Judge.CHAT ? served.threads() : Runtime.getRuntime().availableProcessors();
    DomainDetector detector =
        valid(
            () ->
                builder
                    .rounds(rounds)
                    .samplesPerRound(perRound)
                    .declinedShare(declinedShare)
                    .smoothing(smoothing)
                    .onJudgeFailure(
                        declineFailures ? JudgeFailurePolicy.DECLINE : JudgeFailurePolicy.FAIL)
                    .threads(threads)
                    .build());
    try {
      return detector.detect();
    } catch (DetectionException e) {
      throw new CommandFailure(ServedJudgeOptions.withOptions(String.valueOf(e.getMessage())), e);
    }
  }
}
