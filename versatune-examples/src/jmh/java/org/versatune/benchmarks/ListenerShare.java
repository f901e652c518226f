// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.RunBuilder;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.MixtureListener;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.dl4j.ShuffledDataSetIterator;
import org.versatune.examples.command.TextOptions;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.transformer.TransformerSizes;
import org.versatune.scheduling.Schedulers;

/**
 * Measures which share of the training time the listener takes, for the examples' transformer on
 * the six bundled domains and for a very small network on three: at its defaults, where it chooses
 * the interval, and with a report every 20 steps on whole validation sets and on samples. Rules
 * over the batches in training are measured at their defaults and with a report at every batch.
 *
 * <p>Arguments: "transformer" or "dense"; nothing for both. Set {@code OMP_NUM_THREADS=1}.
 */
public final class ListenerShare {
  private static final int BATCH = 32;
  private static final int VOCABULARY = 1024;
  private static final int SAMPLE = 32;
  private static final long OFTEN = 20;

  private ListenerShare() {}

  private interface Data {
    ImmutableMap<String, DataSetIterator> training();

    ImmutableMap<String, DataSetIterator> validation(int examples);

    MultiLayerNetwork network();
  }

  /**
   * Measures, in about four minutes.
   *
   * @param arguments which network; nothing for both
   */
  public static void main(String[] arguments) {
    List<String> asked = List.of(arguments);
    if (asked.isEmpty() || asked.contains("dense")) {
      shares("dense", new Dense(), 2000);
    }
    if (asked.isEmpty() || asked.contains("transformer")) {
      Corpora corpora = new TextOptions().read(42, System.err::println);
      shares("transformer", new Transformer(corpora), 160);
    }
  }

  private static void shares(String name, Data data, int steps) {
    WeightScheduler losses = Schedulers.openGap();
    // Everything is compiled before it is timed.
    var unused = share(data, losses, 64, 0, 0, steps / 4);
    for (int examples : new int[] {64, 200}) {
      String sets = name + ", sets of " + examples;
      print(sets + ", defaults", share(data, losses, examples, 0, 0, steps));
      print(sets + ", every 20", share(data, losses, examples, OFTEN, 0, steps / 2));
      print(
          sets + ", every 20, samples of 32",
          share(data, losses, examples, OFTEN, SAMPLE, steps / 2));
    }
    WeightScheduler batches = Schedulers.onlineDataMixing().warmup(0);
    print(name + ", batch losses, defaults", share(data, batches, 0, 0, 0, steps));
    print(name + ", batch losses, every 1", share(data, batches, 0, 1, 0, steps / 2));
    WeightScheduler excess = Schedulers.doReMi();
    print(name + ", token excess, defaults", share(data, excess, 0, 0, 0, steps));
    print(name + ", token excess, every 1", share(data, excess, 0, 1, 0, steps / 2));
  }

  private static void print(String how, Share share) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%s: every %d steps, %.1f %% of the time",
            how,
            share.every,
            100 * share.ofTime));
  }

  /**
   * A result.
   *
   * @param every steps between two reports
   * @param ofTime the listener's share of the time
   */
  private record Share(long every, double ofTime) {}

  /**
   * Trains and measures.
   *
   * @param examples in each validation set; 0 for none
   * @param every steps between two reports; 0 for the default
   * @param sample examples of a sample of each set; 0 for whole sets
   * @param atLeast training steps, rounded down to whole intervals
   */
  private static Share share(
      Data data, WeightScheduler rule, int examples, long every, int sample, int atLeast) {
    ImmutableMap<String, DataSetIterator> training = data.training();
    RunBuilder builder =
        VersaTune.builder()
            .domains(training.keySet().asList())
            .referenceLosses(Maps.toMap(training.keySet(), domain -> .5))
            .baseLosses(Maps.toMap(training.keySet(), domain -> 8.))
            .scheduler(rule);
    if (every > 0) {
      builder.updateEvery(every);
    }
    try (VersaTune run = builder.build()) {
      MultiDomainDataSetIterator.Builder sources = MultiDomainDataSetIterator.builder(run);
      training.forEach(sources::source);
      MultiDomainDataSetIterator batches = sources.batchSize(BATCH).epochBatches(1).build();
      MixtureListener.Builder listening = MixtureListener.builder(run);
      if (examples > 0) {
        data.validation(examples).forEach(listening::validation);
      }
      if (rule.signals().contains(Signal.TOKEN_EXCESS)) {
        listening.referenceNetwork(data.network());
      }
      if (sample > 0) {
        listening.validationSample(sample);
      }
      MixtureListener listener = listening.build();
      MultiLayerNetwork network = data.network();
      network.setListeners(listener);
      // Whole rounds: a report belongs to the steps before it.
      long rounds = Math.max(1, atLeast / listener.evaluateEvery());
      network.fit(batches, Math.toIntExact(rounds * listener.evaluateEvery()));
      return new Share(listener.evaluateEvery(), listener.timeShare());
    }
  }

  private static final class Transformer implements Data {
    private final BytePairTokenizer tokenizer;
    private final DomainTokens data;

    Transformer(Corpora corpora) {
      tokenizer = DomainTokens.trainTokenizer(corpora, VOCABULARY);
      data = DomainTokens.of(corpora, tokenizer, TransformerSizes.small().length());
    }

    @Override
    public ImmutableMap<String, DataSetIterator> training() {
      return data.training(BATCH, 1);
    }

    @Override
    public ImmutableMap<String, DataSetIterator> validation(int examples) {
      return data.evaluation(Split.VALIDATION, examples);
    }

    @Override
    public MultiLayerNetwork network() {
      return TransformerSizes.small().create(tokenizer, 1, 3e-3, 10_000);
    }
  }

  private static final class Dense implements Data {
    private static ImmutableMap<String, DataSetIterator> domains(int rows) {
      ImmutableMap.Builder<String, DataSetIterator> all = ImmutableMap.builder();
      for (int j = 0; j < 3; j++) {
        all.put("domain " + j, ShuffledDataSetIterator.of(SmallNetwork.rows(rows, j), j));
      }
      return all.buildOrThrow();
    }

    @Override
    public ImmutableMap<String, DataSetIterator> training() {
      return domains(2000);
    }

    @Override
    public ImmutableMap<String, DataSetIterator> validation(int examples) {
      return domains(examples);
    }

    @Override
    public MultiLayerNetwork network() {
      return SmallNetwork.create();
    }
  }
}
