// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.versatune.DomainDistribution;
import org.versatune.detection.CrossValidated;
import org.versatune.detection.Detection;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.LabelledText;
import org.versatune.detection.TextGenerator;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.model.EmbeddingJudge;
import org.versatune.detection.model.EmbeddingTrainer;
import org.versatune.examples.corpora.BundledCorpora;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.WrittenMix;
import org.versatune.examples.model.transformer.TransformerLanguageModel;

/**
 * The tables of known mixes in {@code docs/detection.md}: how far the detected shares are from the
 * true ones and how often their 95 % intervals hold them, as judged and with the judge's errors
 * taken out, by both embedded judges.
 *
 * <p>First for what models wrote that were trained on known mixes, 5 × 200 texts of each; then for
 * real text of the test split that is drawn at these mixes, beginnings of documents with
 * replacement, over several splits of the text. All texts are cut to their first 128 bytes.
 *
 * <p>Arguments: the folder of the models that {@link DetectionTable} trains, the number of splits,
 * and the judge where only one is to be tried: {@code bayes}, {@code embeddings}, or {@code
 * ngrams}, the judge over embeddings whose errors are measured on what n-grams write. A model that
 * is not in the folder is left out, with a line that says so.
 */
public final class KnownMixTable {
  private static final int ROUNDS = 5;
  private static final int TEXTS = 200;
  private static final int BYTES = 128;
  private static final int NGRAM = 5;
  private static final int MODELS = 5;
  private static final int DRAWS = 10;

  /** The split that the models were trained on. */
  private static final long SPLIT = 42;

  private KnownMixTable() {}

  /**
   * Detects and prints.
   *
   * @param arguments folder of the models, number of splits (default 5), judge (default both)
   * @throws IOException if a model cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "detection");
    int splits = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    System.out.println(
        "| judge | text | mix | detections | total variation, plain | corrected | largest"
            + " | covered, plain | corrected | width, plain | corrected |\n"
            + "|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    ImmutableMap<String, Function<Corpora, CrossValidated>> judges =
        arguments.length > 2
            ? ImmutableMap.of(arguments[2], requireNonNull(judges().get(arguments[2])))
            : judges();
    ofModels(folder, judges);
    ofRealText(splits, judges);
  }

  private static Corpora corpora(long split) {
    return BundledCorpora.read(CorpusOptions.defaults().withSeed(split), unused -> {});
  }

  private static ImmutableMap<String, Function<Corpora, CrossValidated>> judges() {
    return ImmutableMap.of(
        "bayes",
        KnownMixTable::bayes,
        "embeddings",
        corpora -> embeddings(corpora, false),
        "ngrams",
        corpora -> embeddings(corpora, true));
  }

  private static CrossValidated bayes(Corpora corpora) {
    var trainer = NaiveBayesClassifier.trainer().ngramLength(NGRAM).minimumKnownShare(0);
    corpora.texts(Split.TRAIN).forEach(trainer::text);
    return trainer.train();
  }

  private static CrossValidated embeddings(Corpora corpora, boolean triedOnNgrams) {
    EmbeddingTrainer trainer =
        EmbeddingJudge.trainer(new AllMiniLmL6V2QuantizedEmbeddingModel())
            .tryOnNgramTexts(triedOnNgrams);
    corpora.texts(Split.TRAIN).forEach(trainer::text);
    return new Remembering(trainer.train());
  }

  private static void ofModels(
      Path folder, ImmutableMap<String, Function<Corpora, CrossValidated>> judges)
      throws IOException {
    Corpora corpora = corpora(SPLIT);
    Map<String, List<Written>> written = Maps.newLinkedHashMap();
    for (Map.Entry<String, DomainDistribution> mix :
        DetectionTable.mixes(corpora.domains()).entrySet()) {
      List<Written> ofMix = new ArrayList<>();
      for (int seed = 1; seed <= MODELS; seed++) {
        Path file = folder.resolve(mix.getKey() + "-" + seed + ".zip");
        if (Files.exists(file)) {
          ofMix.add(new Written(LanguageModel.read(file), mix.getValue(), seed, new HashMap<>()));
        } else {
          System.err.println("no model " + file);
        }
      }
      written.put(mix.getKey(), ofMix);
    }
    judges.forEach(
        (name, training) -> {
          CrossValidated judge = training.apply(corpora);
          written.forEach(
              (mix, models) -> {
                Row row = new Row();
                for (Written model : models) {
                  row.add(detect(model.generator(), judge, model.mix(), model.seed()));
                }
                row.print(name, "written", mix);
              });
        });
  }

  /** A model and the mix that it was trained on. */
  private record Written(
      LanguageModel model,
      DomainDistribution mix,
      long seed,
      Map<Long, ImmutableList<String>> rounds) {
    /** Writes each round once, for all judges. */
    TextGenerator generator() {
      TextGenerator texts = TransformerLanguageModel.generator(model).build();
      return (count, from) ->
          rounds.computeIfAbsent(
              from, unused -> WrittenMix.prefixes(texts.generate(count, from), BYTES));
    }
  }

  private static void ofRealText(
      int splits, ImmutableMap<String, Function<Corpora, CrossValidated>> judges) {
    judges.forEach(
        (name, training) -> {
          Map<String, Row> rows = Maps.newLinkedHashMap();
          for (int split = 1; split <= splits; split++) {
            Corpora corpora = corpora(split);
            CrossValidated judge = training.apply(corpora);
            for (Map.Entry<String, DomainDistribution> mix :
                DetectionTable.mixes(corpora.domains()).entrySet()) {
              Row row = rows.computeIfAbsent(mix.getKey(), unused -> new Row());
              for (int draw = 0; draw < DRAWS; draw++) {
                row.add(
                    detect(
                        real(corpora.texts(Split.TEST), mix.getValue()),
                        judge,
                        mix.getValue(),
                        100L * split + draw));
              }
            }
          }
          rows.forEach((mix, row) -> row.print(name, "real", mix));
        });
  }

  /** Draws beginnings of documents at a mix, with replacement. */
  private static TextGenerator real(
      ImmutableMap<String, ImmutableList<String>> documents, DomainDistribution mix) {
    ImmutableMap<String, ImmutableList<String>> beginnings =
        ImmutableMap.copyOf(
            Maps.transformValues(documents, texts -> WrittenMix.prefixes(texts, BYTES)));
    return (count, seed) -> {
      SplittableRandom random = new SplittableRandom(seed);
      ImmutableList.Builder<String> texts = ImmutableList.builder();
      for (int i = 0; i < count; i++) {
        double at = random.nextDouble();
        int domain = 0;
        while (domain < mix.size() - 1 && at >= mix.toArray()[domain]) {
          at -= mix.toArray()[domain++];
        }
        ImmutableList<String> of = requireNonNull(beginnings.get(mix.domains().get(domain)));
        texts.add(of.get(random.nextInt(of.size())));
      }
      return texts.build();
    };
  }

  private static Found detect(
      TextGenerator texts, CrossValidated judge, DomainDistribution mix, long seed) {
    return new Found(
        DomainDetector.builder()
            .generator(texts)
            .classifier(judge)
            .domains(mix.domains())
            .rounds(ROUNDS)
            .samplesPerRound(TEXTS)
            .declinedShare(1)
            .seed(seed)
            .build()
            .detect(),
        mix);
  }

  private record Found(Detection detection, DomainDistribution mix) {}

  /** The detections of one mix. */
  private static final class Row {
    private final List<Found> all = new ArrayList<>();

    void add(Found found) {
      all.add(found);
    }

    /** Prints the row, unless there is nothing in it. */
    void print(String judge, String text, String mix) {
      if (all.isEmpty()) {
        return;
      }
      double[] far = new double[3];
      double[] covered = new double[2];
      double[] width = new double[2];
      for (Found found : all) {
        Detection detection = found.detection();
        var corrected = detection.corrected().orElseThrow();
        far[0] += apart(detection.distribution(), found.mix()) / all.size();
        double after = apart(corrected.distribution(), found.mix());
        far[1] += after / all.size();
        far[2] = Math.max(far[2], after);
        double share = 1.0 / all.size() / found.mix().size();
        for (String domain : found.mix().domains()) {
          double truth = found.mix().weight(domain);
          var plain = requireNonNull(detection.clippedIntervals().get(domain));
          var interval = requireNonNull(corrected.intervals().get(domain));
          covered[0] += plain.contains(truth) ? share : 0;
          covered[1] += interval.contains(truth) ? share : 0;
          width[0] += share * (plain.upperEndpoint() - plain.lowerEndpoint());
          width[1] += share * (interval.upperEndpoint() - interval.lowerEndpoint());
        }
      }
      System.out.println(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %d | %.3f | %.3f | %.3f | %.2f | %.2f | %.3f | %.3f |",
              judge,
              text,
              mix,
              all.size(),
              far[0],
              far[1],
              far[2],
              covered[0],
              covered[1],
              width[0],
              width[1]));
    }

    private static double apart(DomainDistribution a, DomainDistribution b) {
      return a.domains().stream().mapToDouble(d -> Math.abs(a.weight(d) - b.weight(d))).sum() / 2;
    }
  }

  /** Judges no text twice: an embedding takes some milliseconds. */
  private static final class Remembering implements CrossValidated {
    private final CrossValidated judge;
    private final Map<String, Optional<DomainDistribution>> judged = new ConcurrentHashMap<>();
    private final Map<String, Optional<DomainDistribution>> heldOut = new ConcurrentHashMap<>();

    Remembering(CrossValidated judge) {
      this.judge = judge;
    }

    @Override
    public Optional<DomainDistribution> classify(String text) {
      return judged.computeIfAbsent(text, judge::classify);
    }

    @Override
    public ImmutableList<LabelledText> heldOut() {
      return judge.heldOut();
    }

    @Override
    public int heldOutDocument(int text) {
      return judge.heldOutDocument(text);
    }

    @Override
    public Optional<DomainDistribution> classifyHeldOut(int text, String excerpt) {
      return heldOut.computeIfAbsent(
          text + " " + excerpt, unused -> judge.classifyHeldOut(text, excerpt));
    }

    @Override
    public String toString() {
      return judge.toString();
    }
  }
}
