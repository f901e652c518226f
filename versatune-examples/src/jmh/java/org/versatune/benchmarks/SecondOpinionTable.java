// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.versatune.DomainDistribution;
import org.versatune.detection.Detection;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.LabelledText;
import org.versatune.detection.NgramLanguageModel;
import org.versatune.detection.SecondOpinion;
import org.versatune.detection.TextGenerator;
import org.versatune.detection.TextLoss;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.examples.corpora.BundledCorpora;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.WrittenMix;
import org.versatune.examples.model.transformer.TransformerLanguageModel;

/**
 * The tables of the second opinion in {@code docs/detection.md}: whether what models of known mixes
 * lose on test text ranks the domains as their mixes do, beside n-grams and beside a model of the
 * same kind that was trained on all domains evenly; and how many disagreements it finds between the
 * losses of a model and what it writes itself, and what a model of another mix writes.
 *
 * <p>The argument is the folder of the models that {@link DetectionTable} trains. Models that are
 * not in it are left out.
 */
public final class SecondOpinionTable {
  private static final int SEEDS = 5;
  private static final int ROUNDS = 5;
  private static final int TEXTS = 200;
  private static final int WRITTEN_BYTES = 128;
  private static final int NGRAM = 5;
  private static final int HELD_OUT = 100;
  private static final int HELD_OUT_BYTES = 300;

  private final Corpora corpora;
  private final NaiveBayesClassifier judge;
  private final ImmutableList<LabelledText> heldOut;

  private record Measured(
      String name, DomainDistribution mix, Map<String, SecondOpinion> opinions, Detection found) {}

  private SecondOpinionTable(Corpora corpora) {
    this.corpora = corpora;
    var trainer = NaiveBayesClassifier.trainer().ngramLength(NGRAM).minimumKnownShare(0);
    corpora.texts(Split.TRAIN).forEach(trainer::text);
    this.judge = trainer.train();
    ImmutableList.Builder<LabelledText> texts = ImmutableList.builder();
    corpora
        .texts(Split.TEST)
        .forEach(
            (domain, documents) ->
                WrittenMix.prefixes(documents, HELD_OUT_BYTES).stream()
                    .limit(HELD_OUT)
                    .forEach(text -> texts.add(new LabelledText(domain, text))));
    this.heldOut = texts.build();
  }

  /**
   * Measures and prints.
   *
   * @param arguments folder of the models (default {@code detection})
   * @throws IOException if a model cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "detection");
    new SecondOpinionTable(BundledCorpora.read(CorpusOptions.defaults(), unused -> {}))
        .print(folder);
  }

  private void print(Path folder) throws IOException {
    Map<String, LanguageModel> models = new LinkedHashMap<>();
    ImmutableMap<String, DomainDistribution> mixes = DetectionTable.mixes(corpora.domains());
    for (String mix : mixes.keySet()) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        Path file = folder.resolve(mix + "-" + seed + ".zip");
        if (Files.exists(file)) {
          models.put(mix + "-" + seed, LanguageModel.read(file));
        }
      }
    }
    ImmutableMap<String, TextLoss> ngrams =
        NgramLanguageModel.trainEach(corpora.texts(Split.TRAIN));
    List<Measured> all = new ArrayList<>();
    for (Map.Entry<String, LanguageModel> each : models.entrySet()) {
      String name = each.getKey();
      Map<String, SecondOpinion> opinions = new LinkedHashMap<>();
      TextLoss loss = loss(each.getValue());
      opinions.put(
          "n-grams", SecondOpinion.builder(heldOut).model(loss).yardsticks(ngrams).measure());
      models.entrySet().stream()
          .filter(other -> other.getKey().startsWith("uniform") && !other.getKey().equals(name))
          .findFirst()
          .ifPresent(
              other ->
                  opinions.put(
                      "even model",
                      SecondOpinion.builder(heldOut)
                          .model(loss)
                          .yardstick(loss(other.getValue()))
                          .resolution(0)
                          .measure()));
      DomainDistribution mix = requireNonNull(mixes.get(name.substring(0, name.indexOf('-'))));
      all.add(new Measured(name, mix, opinions, detect(each.getValue())));
    }
    all.forEach(this::row);
    System.out.println();
    all.forEach(a -> all.forEach(b -> pair(a, b)));
  }

  private static TextLoss loss(LanguageModel model) {
    return model.textLoss(TransformerLanguageModel.length(model.network()));
  }

  private Detection detect(LanguageModel model) {
    TextGenerator texts = TransformerLanguageModel.generator(model).build();
    return DomainDetector.builder()
        .generator((count, seed) -> WrittenMix.prefixes(texts.generate(count, seed), WRITTEN_BYTES))
        .classifier(judge)
        .domains(corpora.domains())
        .rounds(ROUNDS)
        .samplesPerRound(TEXTS)
        .build()
        .detect();
  }

  private void row(Measured model) {
    model
        .opinions()
        .forEach(
            (yardstick, opinion) ->
                System.out.println(
                    String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %d of %d |",
                        model.name(),
                        yardstick,
                        opinion.knowledge().entrySet().stream()
                            .map(
                                k ->
                                    String.format(
                                        Locale.ROOT,
                                        "%s %.3f ± %.3f (loss %.3f)",
                                        k.getKey(),
                                        k.getValue().knowledge(),
                                        k.getValue().standardError(),
                                        k.getValue().modelLoss()))
                            .collect(Collectors.joining(" | ")),
                        ordered(opinion, model.mix(), true),
                        ordered(opinion, model.mix(), false))));
  }

  /** The pairs of domains with shares of more than three to one, all or those ranked alike. */
  private long ordered(SecondOpinion opinion, DomainDistribution mix, boolean alike) {
    ImmutableList<String> ranking = opinion.ranking();
    return mix.domains().stream()
        .mapToLong(
            i ->
                mix.domains().stream()
                    .filter(j -> mix.weight(i) > 3 * mix.weight(j))
                    .filter(j -> !alike || ranking.indexOf(i) < ranking.indexOf(j))
                    .count())
        .sum();
  }

  private void pair(Measured writer, Measured known) {
    known
        .opinions()
        .forEach(
            (yardstick, opinion) -> {
              Detection both = writer.found().withSecondOpinion(opinion);
              System.out.println(
                  String.format(
                      Locale.ROOT,
                      "| written by %s | losses of %s | %s | %d | %s |",
                      writer.name(),
                      known.name(),
                      yardstick,
                      both.disagreements().size(),
                      both.disagreements().stream()
                          .map(d -> d.domain() + "<" + d.betterKnown().orElse("bytes"))
                          .collect(Collectors.joining(" "))));
            });
  }
}
