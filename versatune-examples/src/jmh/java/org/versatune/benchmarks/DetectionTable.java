// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.bayes.NaiveBayesTrainer;
import org.versatune.examples.command.TextOptions;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.BaseModel;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.WrittenMix;
import org.versatune.examples.model.transformer.TransformerLanguageModel;
import org.versatune.examples.model.transformer.TransformerSizes;

/**
 * Trains transformers on three mixes with three seeds each and prints how close what they write
 * comes to what they were trained on, as a table of docs/language-model.md.
 *
 * <p>Arguments: the folder of the models (default {@code detection}) and the steps of each (default
 * 2000, some four minutes of one core). A model that is in the folder is not trained again, so a
 * run that was broken off goes on. Set {@code OMP_NUM_THREADS=1}.
 */
public final class DetectionTable {
  private static final int SEEDS = 3;
  private static final int TEXTS = 1000;
  private static final int JUDGED_BYTES = 128;
  private static final int NGRAM = 5;
  private static final int EXCERPTS = 192;
  private static final int VOCABULARY = 1024;

  private final Corpora corpora;
  private final DomainTokens data;
  private final NaiveBayesClassifier judge;
  private final Path folder;
  private final int steps;

  private DetectionTable(Corpora corpora, Path folder, int steps) {
    this.corpora = corpora;
    this.folder = folder;
    this.steps = steps;
    this.data =
        DomainTokens.of(
            corpora,
            DomainTokens.trainTokenizer(corpora, VOCABULARY),
            TransformerSizes.small().length());
    NaiveBayesTrainer trainer =
        NaiveBayesClassifier.trainer().ngramLength(NGRAM).minimumKnownShare(0);
    corpora.texts(Split.TRAIN).forEach(trainer::text);
    this.judge = trainer.train();
  }

  /**
   * Trains what is missing, and measures.
   *
   * @param arguments folder of the models, steps
   * @throws IOException if a model cannot be written or read
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "detection");
    int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2000;
    Files.createDirectories(folder);
    Corpora corpora = new TextOptions().read(42, System.err::println);
    new DetectionTable(corpora, folder, steps).print();
  }

  /** The mixes that base models are trained on, by name. */
  static ImmutableMap<String, DomainDistribution> mixes(ImmutableList<String> domains) {
    return ImmutableMap.of(
        "skewed",
        mix(domains, "law .06 medicine .08 finance .05 science .09 code .37 general .35"),
        "uniform",
        DomainDistribution.uniform(domains),
        "reversed",
        mix(domains, "law .37 medicine .09 finance .35 science .05 code .08 general .06"));
  }

  private static DomainDistribution mix(ImmutableList<String> domains, String shares) {
    List<String> words = Splitter.on(' ').splitToList(shares);
    return DomainDistribution.of(
        domains,
        domains.stream()
            .mapToDouble(domain -> Double.parseDouble(words.get(words.indexOf(domain) + 1)))
            .toArray());
  }

  private void print() throws IOException {
    System.out.println(
        "| mix | seed | nats/byte on the mix | total variation | sampling noise alone"
            + " | halves judged differently |\n|---|--:|--:|--:|--:|--:|");
    DoubleSummaryStatistics distances = new DoubleSummaryStatistics();
    for (Map.Entry<String, DomainDistribution> mix : mixes(corpora.domains()).entrySet()) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        LanguageModel model = model(mix.getKey(), mix.getValue(), seed);
        WrittenMix written = written(model, mix.getValue(), seed);
        distances.accept(written.totalVariation());
        row(mix.getKey(), seed, loss(model, mix.getValue()), mix.getValue(), written);
      }
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "total variation: mean %.3f, largest %.3f; halves of real text: %.2f",
            distances.getAverage(),
            distances.getMax(),
            WrittenMix.of(
                    realText(),
                    JUDGED_BYTES,
                    judge,
                    mixes(corpora.domains()).values().asList().get(0))
                .halvesDisagree()));
  }

  private LanguageModel model(String name, DomainDistribution mix, int seed) throws IOException {
    Path file = folder.resolve(name + "-" + seed + ".zip");
    if (!Files.exists(file)) {
      System.err.println("training " + file);
      Path unfinished = folder.resolve(file.getFileName() + ".tmp");
      BaseModel.on(data, TransformerSizes.small())
          .mix(mix)
          .steps(steps)
          .seed(seed)
          .train()
          .write(unfinished);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return LanguageModel.read(file);
  }

  private WrittenMix written(LanguageModel model, DomainDistribution mix, int seed) {
    ImmutableList<String> texts =
        TransformerLanguageModel.generator(model).build().generate(TEXTS, seed);
    return WrittenMix.of(texts, JUDGED_BYTES, judge, mix);
  }

  private double loss(LanguageModel model, DomainDistribution mix) {
    return data.lossesPerByte(model.network(), Split.TEST, EXCERPTS).entrySet().stream()
        .mapToDouble(loss -> mix.weight(loss.getKey()) * loss.getValue())
        .sum();
  }

  private List<String> realText() {
    List<String> real = new ArrayList<>();
    corpora
        .texts(Split.TEST)
        .values()
        .forEach(documents -> real.addAll(WrittenMix.prefixes(documents, JUDGED_BYTES)));
    return real;
  }

  private static void row(
      String name, int seed, double loss, DomainDistribution mix, WrittenMix written) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "| %s | %d | %.3f | %.3f | %.3f | %.2f |",
            name,
            seed,
            loss,
            written.totalVariation(),
            WrittenMix.noise(mix, TEXTS),
            written.halvesDisagree()));
  }
}
