// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.VersaTune;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.examples.command.TextOptions;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.transformer.EmbeddedBaseModel;
import org.versatune.examples.model.transformer.TransformerLanguageModel;
import org.versatune.scheduling.Schedulers;

/**
 * Fine-tunes the embedded base model on uniform weights and prints the losses by domain and some
 * texts before and after: what it gains, and what it forgets of what it knew best.
 *
 * <p>Argument: the steps (default 700). Set {@code OMP_NUM_THREADS=1}.
 */
public final class FineTuningTable {
  private static final int BATCH = 16;
  private static final double LEARNING_RATE = 1.5e-3;
  private static final int EXCERPTS = 192;
  private static final int TEXTS = 4;
  private static final long SEED = 1;

  private FineTuningTable() {}

  /**
   * Fine-tunes and measures.
   *
   * @param arguments steps
   */
  public static void main(String[] arguments) {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 700;
    Corpora corpora = new TextOptions().read(42, System.err::println);
    LanguageModel base = EmbeddedBaseModel.load().model();
    DomainTokens data =
        DomainTokens.of(corpora, base.tokenizer(), TransformerLanguageModel.length(base.network()));
    Stopwatch watch = Stopwatch.createStarted();
    LanguageModel tuned = tune(base, data, steps);
    System.out.println(
        steps + " steps of " + BATCH + " sequences in " + watch + ", nats/byte by domain:");
    ImmutableMap<String, Double> before = data.lossesPerByte(base.network(), Split.TEST, EXCERPTS);
    ImmutableMap<String, Double> after = data.lossesPerByte(tuned.network(), Split.TEST, EXCERPTS);
    for (String domain : data.domains()) {
      double known = requireNonNull(before.get(domain));
      double now = requireNonNull(after.get(domain));
      System.out.println(
          String.format(
              Locale.ROOT, "| %s | %.3f | %.3f | %+.3f |", domain, known, now, now - known));
    }
    show("before", base);
    show("after", tuned);
  }

  private static LanguageModel tune(LanguageModel base, DomainTokens data, int steps) {
    MultiLayerNetwork network =
        TransformerLanguageModel.fineTuning(base.network(), LEARNING_RATE, steps);
    try (VersaTune run =
        VersaTune.builder()
            .domains(data.domains())
            .scheduler(Schedulers.named("uniform"))
            .seed(SEED)
            .build()) {
      MultiDomainDataSetIterator.Builder batches = MultiDomainDataSetIterator.builder(run);
      data.training(BATCH, SEED).forEach(batches::source);
      network.fit(batches.batchSize(BATCH).epochBatches(steps).build());
    }
    return new LanguageModel(network, base.tokenizer());
  }

  private static void show(String when, LanguageModel model) {
    TransformerLanguageModel.generator(model)
        .build()
        .generate(TEXTS, SEED)
        .forEach(text -> System.out.println("--- " + when + "\n" + text));
  }
}
