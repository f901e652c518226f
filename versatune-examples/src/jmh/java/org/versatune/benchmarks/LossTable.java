// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.versatune.DomainDistribution;
import org.versatune.examples.command.TextOptions;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Corpus;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.Architecture;
import org.versatune.examples.model.BaseModel;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.WindowedLanguageModel;
import org.versatune.examples.model.transformer.EmbeddedBaseModel;
import org.versatune.examples.model.transformer.TransformerLanguageModel;
import org.versatune.examples.model.transformer.TransformerSizes;

/**
 * Trains the language models of the examples for the same time on the skewed mix and prints their
 * losses on held-out text as a table, with byte 5-grams for comparison and the embedded model's own
 * losses: the table of docs/language-model.md.
 *
 * <p>Argument: minutes for each network (default 5). Set {@code OMP_NUM_THREADS=1}; nothing else
 * should run on the machine, since the number of steps follows from the speed of some first ones.
 */
public final class LossTable {
  private static final int NGRAM = 5;
  private static final long NGRAM_BYTES = 8_000_000;
  private static final int PROBE_STEPS = 40;
  private static final int VOCABULARY = 1024;

  /** Held-out excerpts of each domain; of bytes, as many as make the same amount of text. */
  private static final int EXCERPTS = 192;

  private static final int EXCERPT_BYTES = 256;

  /** Bytes of the sequences that the window is trained on, the length at which it is fastest. */
  private static final int WINDOW_BYTES = 64;

  private static final long SEED = 1;

  private static final ImmutableMap<String, Double> MIX =
      ImmutableMap.of(
          "law",
          0.06,
          "medicine",
          0.08,
          "finance",
          0.05,
          "science",
          0.09,
          "code",
          0.37,
          "general",
          0.35);

  private final Corpora corpora;
  private final DomainDistribution mix;
  private final double seconds;

  private LossTable(Corpora corpora, double minutes) {
    this.corpora = corpora;
    this.seconds = 60 * minutes;
    this.mix =
        DomainDistribution.of(
            corpora.domains(), corpora.domains().stream().mapToDouble(MIX::get).toArray());
  }

  /**
   * Trains and measures, in three times the minutes and some more.
   *
   * @param arguments minutes for each network
   */
  public static void main(String[] arguments) {
    double minutes = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 5;
    Corpora corpora = new TextOptions().read(42, System.err::println);
    LossTable table = new LossTable(corpora, minutes);
    System.out.println(
        "| model | training | nats/byte on the mix | "
            + String.join(" | ", corpora.domains())
            + " |\n|---|---|--:|"
            + "--:|".repeat(corpora.domains().size()));
    table.ngrams();
    table.window();
    table.transformer(TransformerSizes.small(), 32);
    table.transformer(TransformerSizes.small().withLength(128).withShift(true), 16);
    table.embedded();
  }

  private void ngrams() {
    Stopwatch watch = Stopwatch.createStarted();
    List<byte[]> texts = new ArrayList<>();
    for (Corpus corpus : corpora.all()) {
      List<String> documents = corpus.texts(Split.TRAIN);
      long wanted = Math.round(NGRAM_BYTES * mix.weight(corpus.domain()));
      for (int i = 0; wanted > 0; i = (i + 1) % documents.size()) {
        byte[] text = documents.get(i).getBytes(UTF_8);
        texts.add(text);
        wanted -= text.length;
      }
    }
    ByteNgrams model = new ByteNgrams(texts, NGRAM);
    Map<String, Double> losses =
        Maps.transformValues(
            corpora.texts(Split.TEST),
            held -> {
              double loss = 0;
              double bytes = 0;
              for (int i = 0; i < held.size() && bytes < EXCERPTS * EXCERPT_BYTES; i++) {
                byte[] text = held.get(i).getBytes(UTF_8);
                loss += model.loss(text);
                bytes += text.length;
              }
              return loss / bytes;
            });
    row(
        "byte " + NGRAM + "-grams",
        String.format(Locale.ROOT, "%d MB in %s", NGRAM_BYTES / 1_000_000, watch),
        losses);
  }

  private void window() {
    BytePairTokenizer bytes = BytePairTokenizer.ofBytes();
    network(
        "window of eight bytes",
        new WindowedLanguageModel(),
        DomainTokens.of(corpora, bytes, WINDOW_BYTES),
        DomainTokens.of(corpora, bytes, EXCERPT_BYTES),
        WINDOW_BYTES,
        32);
  }

  private void transformer(TransformerSizes sizes, int batch) {
    DomainTokens data =
        DomainTokens.of(corpora, DomainTokens.trainTokenizer(corpora, VOCABULARY), sizes.length());
    network(
        "transformer, T = " + sizes.length() + (sizes.shift() ? ", shift" : ""),
        sizes,
        data,
        data,
        sizes.length(),
        batch);
  }

  private void network(
      String name,
      Architecture architecture,
      DomainTokens training,
      DomainTokens held,
      int length,
      int batch) {
    Trained<LanguageModel> trained =
        train(
            steps ->
                BaseModel.on(training, architecture)
                    .mix(mix)
                    .batchSize(batch)
                    .seed(SEED)
                    .steps(steps)
                    .train());
    row(
        name,
        trained.describe(batch, length),
        held.lossesPerByte(trained.model.network(), Split.TEST, EXCERPTS));
  }

  private void embedded() {
    LanguageModel model = EmbeddedBaseModel.load().model();
    int length = TransformerLanguageModel.length(model.network());
    DomainTokens data = DomainTokens.of(corpora, model.tokenizer(), length);
    row(
        "embedded, T = " + length,
        EmbeddedBaseModel.load().provenance().getOrDefault("steps", "?") + " steps",
        data.lossesPerByte(model.network(), Split.TEST, EXCERPTS));
  }

  /** A model with the number of steps and the time that its training took. */
  private record Trained<M>(M model, int steps, Stopwatch watch) {
    String describe(int batch, int length) {
      return String.format(Locale.ROOT, "%,d steps of %d x %d in %s", steps, batch, length, watch);
    }
  }

  /** Trains for as many steps as the faster of two short trainings promises. */
  private <M> Trained<M> train(IntFunction<M> training) {
    Trained<M> first = timed(training, PROBE_STEPS);
    Trained<M> second = timed(training, PROBE_STEPS);
    double probe =
        Math.min(first.watch.elapsed().toNanos(), second.watch.elapsed().toNanos()) / 1e9;
    return timed(training, Math.max(1, (int) (seconds * PROBE_STEPS / probe)));
  }

  private static <M> Trained<M> timed(IntFunction<M> training, int steps) {
    Stopwatch watch = Stopwatch.createStarted();
    M model = training.apply(steps);
    return new Trained<>(model, steps, watch.stop());
  }

  private void row(String model, String training, Map<String, Double> losses) {
    double onMix =
        losses.entrySet().stream()
            .mapToDouble(loss -> mix.weight(loss.getKey()) * loss.getValue())
            .sum();
    System.out.println(
        String.format(Locale.ROOT, "| %s | %s | %.3f | ", model, training, onMix)
            + mix.domains().stream()
                .map(domain -> String.format(Locale.ROOT, "%.3f", losses.get(domain)))
                .collect(Collectors.joining(" | "))
            + " |");
  }
}
