// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.sun.management.OperatingSystemMXBean;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import opennlp.tools.doccat.DoccatFactory;
import opennlp.tools.doccat.DoccatModel;
import opennlp.tools.doccat.DocumentCategorizerME;
import opennlp.tools.doccat.DocumentSample;
import opennlp.tools.doccat.FeatureGenerator;
import opennlp.tools.ml.maxent.GISTrainer;
import opennlp.tools.ml.naivebayes.NaiveBayesTrainer;
import opennlp.tools.util.ObjectStreamUtils;
import opennlp.tools.util.TrainingParameters;
import opennlp.tools.util.ext.ExtensionLoader;
import org.versatune.DomainDistribution;
import org.versatune.detection.DomainClassifier;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.model.EmbeddingJudge;
import org.versatune.detection.model.EmbeddingTrainer;
import org.versatune.examples.corpora.BundledCorpora;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.Split;

/**
 * The table of judges in {@code docs/detection.md}: accuracy, calibration error and speed by the
 * length of the text, and what each judge brings along.
 *
 * <p>All are trained on the training text of the six domains and tried on the same pieces of the
 * test text, in one run: beginnings of documents first. Speed is texts per second of the processor,
 * all threads together. OpenNLP's document categorizer gets the same character 5-grams, from
 * training pieces of 400 characters. The calibration error is the expected one over ten bins of
 * confidence. The argument is the number of pieces of each domain and length.
 */
public final class JudgeTable {
  private static final int[] LENGTHS = {50, 100, 300, 1500};
  private static final int NGRAM = CharacterNgrams.LENGTH;
  private static final int TRAINING_PIECE = 400;
  private static final int BINS = 10;

  /** The processor's clock moves in steps of some 10 ms, so judging is repeated until this. */
  private static final double LEAST_SECONDS = 1;

  private static final int BATCH = 50;

  /** A prime, so that a part of a pass has pieces of all domains. */
  private static final long STRIDE = 7919;

  /** Processor time of all threads: other work on the machine hardly adds to it. */
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private JudgeTable() {}

  private record Piece(String domain, String text) {}

  private record Figures(double accuracy, double calibrationError, double textsPerSecond) {}

  /**
   * Trains, tries and prints.
   *
   * @param arguments pieces of each domain and length, 200 where there is none
   * @throws IOException if OpenNLP fails
   */
  public static void main(String[] arguments) throws IOException {
    int count = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
    Corpora corpora = BundledCorpora.read(CorpusOptions.defaults(), unused -> {});
    ImmutableMap<String, ImmutableList<String>> train = corpora.texts(Split.TRAIN);
    row("judge", "bytes of dependencies", "seconds to train", header());
    long start = System.nanoTime();
    for (int ngram : new int[] {3, NGRAM}) {
      var trainer = NaiveBayesClassifier.trainer().ngramLength(ngram);
      train.forEach(trainer::text);
      NaiveBayesClassifier judge = trainer.train();
      start = print("naive Bayes, " + ngram + "-grams", judge, start, corpora, count);
    }
    EmbeddingTrainer trainer = EmbeddingJudge.trainer(new AllMiniLmL6V2QuantizedEmbeddingModel());
    train.forEach(trainer::text);
    start =
        print(
            "class means over all-MiniLM-L6-v2-q",
            trainer.train(),
            start,
            corpora,
            count,
            "dev.langchain4j.model.embedding.EmbeddingModel",
            "dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel",
            "dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel",
            "ai.onnxruntime.OrtEnvironment",
            "ai.djl.Application",
            "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.annotation.JsonProperty");
    for (String algorithm : List.of(NaiveBayesTrainer.NAIVE_BAYES_VALUE, GISTrainer.MAXENT_VALUE)) {
      start =
          print(
              "OpenNLP " + algorithm + ", 5-grams",
              categorizer(train, algorithm),
              start,
              corpora,
              count,
              "opennlp.tools.doccat.DoccatModel");
    }
  }

  private static DomainClassifier categorizer(
      ImmutableMap<String, ImmutableList<String>> train, String algorithm) throws IOException {
    List<DocumentSample> samples = new ArrayList<>();
    train.forEach(
        (domain, texts) ->
            texts.forEach(
                text -> {
                  for (int at = 0; at < text.length(); at += TRAINING_PIECE) {
                    String piece = text.substring(at, Math.min(at + TRAINING_PIECE, text.length()));
                    samples.add(new DocumentSample(domain, new String[] {piece}));
                  }
                }));
    ExtensionLoader.registerAllowedPackage(CharacterNgrams.class.getPackageName());
    TrainingParameters parameters = new TrainingParameters();
    parameters.put(TrainingParameters.ALGORITHM_PARAM, algorithm);
    parameters.put(TrainingParameters.CUTOFF_PARAM, 5);
    parameters.put(TrainingParameters.ITERATIONS_PARAM, 30);
    parameters.put("PrintMessages", false);
    DoccatModel model =
        DocumentCategorizerME.train(
            "en",
            ObjectStreamUtils.createObjectStream(samples),
            parameters,
            new DoccatFactory(new FeatureGenerator[] {new CharacterNgrams()}));
    DocumentCategorizerME categorizer = new DocumentCategorizerME(model);
    ImmutableList<String> domains = train.keySet().asList();
    return text -> {
      double[] outcomes = categorizer.categorize(new String[] {text});
      double[] p = new double[domains.size()];
      for (int j = 0; j < p.length; j++) {
        p[j] = outcomes[categorizer.getIndex(domains.get(j))];
      }
      return Optional.of(DomainDistribution.relative(domains, p));
    };
  }

  private static List<Piece> pieces(Corpora corpora, int length, int count) {
    List<Piece> pieces = new ArrayList<>();
    corpora
        .texts(Split.TEST)
        .forEach(
            (domain, texts) -> {
              int most = pieces.size() + count;
              int longest = texts.stream().mapToInt(String::length).max().orElse(0);
              for (int at = 0; at < longest; at += length) {
                for (String text : texts) {
                  int end = Math.min(at + length, text.length());
                  if (pieces.size() < most && end - at > length / 2) {
                    pieces.add(new Piece(domain, text.substring(at, end)));
                  }
                }
              }
            });
    return pieces;
  }

  private static Figures tried(DomainClassifier judge, List<Piece> pieces) {
    int[] of = new int[BINS];
    double[] confidence = new double[BINS];
    double[] right = new double[BINS];
    // The first passes warm the judge up, and their answers are those that count.
    List<Optional<DomainDistribution>> judgements = new ArrayList<>();
    long start = PROCESS.getProcessCpuTime();
    while (judgements.isEmpty() || seconds(start) < LEAST_SECONDS) {
      judgements.clear();
      pieces.forEach(piece -> judgements.add(judge.classify(piece.text())));
    }
    long before = PROCESS.getProcessCpuTime();
    long texts = 0;
    while (texts == 0 || seconds(before) < LEAST_SECONDS) {
      for (int i = 0; i < BATCH; i++, texts++) {
        String text = pieces.get((int) (texts * STRIDE % pieces.size())).text();
        Optional<DomainDistribution> unused = judge.classify(text);
      }
    }
    double textsPerSecond = texts / seconds(before);
    for (int i = 0; i < pieces.size(); i++) {
      if (judgements.get(i).isPresent()) {
        var top =
            judgements.get(i).orElseThrow().asMap().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow();
        int bin = Math.min(BINS - 1, (int) (BINS * top.getValue()));
        of[bin]++;
        confidence[bin] += top.getValue();
        right[bin] += top.getKey().equals(pieces.get(i).domain()) ? 1 : 0;
      }
    }
    int all = Arrays.stream(of).sum();
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(confidence[bin] - right[bin]) / all;
    }
    return new Figures(Arrays.stream(right).sum() / all, error, textsPerSecond);
  }

  private static double seconds(long since) {
    return (PROCESS.getProcessCpuTime() - since) / 1e9;
  }

  private static long print(
      String name,
      DomainClassifier judge,
      long start,
      Corpora corpora,
      int count,
      String... dependencies) {
    double seconds = (System.nanoTime() - start) / 1e9;
    List<String> cells = new ArrayList<>();
    for (int length : LENGTHS) {
      Figures figures = tried(judge, pieces(corpora, length, count));
      cells.add(
          String.format(
              Locale.ROOT,
              "%.3f / %.3f / %,.0f",
              figures.accuracy(),
              figures.calibrationError(),
              figures.textsPerSecond()));
    }
    row(
        name,
        String.format(Locale.ROOT, "%,d", bytes(dependencies)),
        String.format(Locale.ROOT, "%.1f", seconds),
        cells);
    return System.nanoTime();
  }

  private static List<String> header() {
    return Arrays.stream(LENGTHS).mapToObj(length -> length + " characters").toList();
  }

  private static void row(String name, String bytes, String seconds, List<String> cells) {
    System.out.println(
        "| " + name + " | " + bytes + " | " + seconds + " | " + String.join(" | ", cells) + " |");
  }

  /** The sizes of the archives that hold these classes. */
  private static long bytes(String... types) {
    TreeSet<Path> archives = new TreeSet<>();
    try {
      for (String type : types) {
        archives.add(
            Path.of(
                Class.forName(type).getProtectionDomain().getCodeSource().getLocation().toURI()));
      }
      long sum = 0;
      for (Path archive : archives) {
        sum += Files.size(archive);
      }
      return sum;
    } catch (ClassNotFoundException | URISyntaxException | IOException e) {
      throw new IllegalStateException("a judge's library is missing: " + e, e);
    }
  }
}
