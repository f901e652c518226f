// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.MixtureListener;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.examples.command.TextOptions;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.transformer.EmbeddedBaseModel;
import org.versatune.examples.model.transformer.TransformerLanguageModel;
import org.versatune.examples.model.transformer.TransformerSizes;
import org.versatune.scheduling.Schedulers;

/**
 * Measures what a training step of the transformer costs, by part and against what ND4J's matrix
 * product reaches alone; what generation costs; and what gradient products cost: the numbers of
 * docs/language-model.md.
 *
 * <p>Argument: "shift" to measure the network with the shift. Set {@code OMP_NUM_THREADS=1}. Every
 * time is the fastest of several, since other work on the machine can only add to it.
 */
public final class LanguageModelCosts {
  private static final int BATCH = 32;
  private static final int REPETITIONS = 30;
  private static final int VOCABULARY = 1024;
  private static final int TEXTS = 256;
  private static final int PRODUCT = 1024;

  private final BytePairTokenizer tokenizer;
  private final DomainTokens data;
  private final MultiLayerNetwork network;
  private final TransformerSizes sizes;
  private final DataSet batch;

  private LanguageModelCosts(Corpora corpora, TransformerSizes sizes) {
    this.sizes = sizes;
    tokenizer = DomainTokens.trainTokenizer(corpora, VOCABULARY);
    data = DomainTokens.of(corpora, tokenizer, sizes.length());
    network = sizes.create(tokenizer, 1, 3e-3, 10_000);
    batch = data.training(BATCH, 1).values().asList().get(0).next();
  }

  /**
   * Measures, in about a minute.
   *
   * @param arguments "shift" or nothing
   */
  public static void main(String[] arguments) {
    boolean shift = ImmutableList.copyOf(arguments).contains("shift");
    Corpora corpora = new TextOptions().read(42, System.err::println);
    LanguageModelCosts costs =
        new LanguageModelCosts(corpora, TransformerSizes.small().withShift(shift));
    costs.training();
    costs.gradientProducts();
    costs.generation();
  }

  private static double fastest(Runnable work) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < REPETITIONS; i++) {
      Stopwatch watch = Stopwatch.createStarted();
      work.run();
      best = Math.min(best, watch.elapsed().toNanos() / 1e6);
    }
    return best;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private void training() {
    double product = productLimit();
    double step = fastest(() -> network.fit(batch));
    int tokens = BATCH * sizes.length();
    double operations = operationsForAToken() * tokens;
    double rate = operations / step / 1e6;
    print("matrix product of %d x %d alone: %.0f Gflop/s", PRODUCT, PRODUCT, product);
    print("step: %.1f ms, %.0f tokens/s", step, tokens / step * 1e3);
    print(
        "%.2f million operations for a token: %.0f Gflop/s, %.0f %% of the product alone",
        operations / tokens / 1e6, rate, 100 * rate / product);
    byPart(step);
  }

  private static double productLimit() {
    INDArray a = Nd4j.rand(PRODUCT, PRODUCT);
    INDArray b = Nd4j.rand(PRODUCT, PRODUCT);
    INDArray out = Nd4j.create(PRODUCT, PRODUCT);
    MMulTranspose plain = new MMulTranspose(false, false, false);
    double time = fastest(() -> Nd4j.exec(new Mmul(a, b, out, 1.0, 0.0, plain)));
    return 2.0 * PRODUCT * PRODUCT * PRODUCT / time / 1e6;
  }

  /**
   * Multiplications and additions of the matrix products: two for each weight and token forward,
   * and twice that backward; in attention, 2·T·d forward for the scores and as much for the values.
   */
  private double operationsForAToken() {
    double d = sizes.width();
    double weights = sizes.blocks() * (4 * d * d + 2 * d * sizes.hidden()) + d * VOCABULARY;
    return 3 * (2 * weights + sizes.blocks() * 4 * sizes.length() * d);
  }

  private void byPart(double step) {
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    Layer[] layers = network.getLayers();
    int last = layers.length - 1;
    double[] times = new double[layers.length];
    double updater = Double.MAX_VALUE;
    for (int i = 0; i < REPETITIONS; i++) {
      network.setInput(batch.getFeatures());
      double[] now = new double[layers.length];
      INDArray x = batch.getFeatures();
      for (int l = 0; l < last; l++) {
        Stopwatch watch = Stopwatch.createStarted();
        layers[l].setInput(x, workspaces);
        x = layers[l].activate(true, workspaces);
        now[l] = millis(watch);
      }
      layers[last].setInput(x, workspaces);
      ((IOutputLayer) layers[last]).setLabels(batch.getLabels());
      INDArray epsilon = null;
      for (int l = last; l >= 0; l--) {
        Stopwatch watch = Stopwatch.createStarted();
        epsilon = layers[l].backpropGradient(epsilon, workspaces).getSecond();
        now[l] += millis(watch);
      }
      for (int l = 0; l <= last; l++) {
        times[l] = i == 0 ? now[l] : Math.min(times[l], now[l]);
      }
      network.setInput(batch.getFeatures());
      network.setLabels(batch.getLabels());
      network.computeGradientAndScore();
      Stopwatch watch = Stopwatch.createStarted();
      network
          .getUpdater()
          .update(network, network.gradient(), i, 0, BATCH, LayerWorkspaceMgr.noWorkspaces());
      network.params().subi(network.getFlattenedGradients().reshape(network.numParams()));
      updater = Math.min(updater, millis(watch));
    }
    double sum = updater;
    for (int l = 0; l <= last; l++) {
      print("  %-22s %6.1f ms", name(layers[l]), times[l]);
      sum += times[l];
    }
    print("  %-22s %6.1f ms", "optimiser", updater);
    print("  %-22s %6.1f ms", "everything else", step - sum);
    DataSetIterator iterator = data.training(BATCH, 2).values().asList().get(0);
    print("  %-22s %6.1f ms, beside the step", "cutting a batch", fastest(iterator::next));
  }

  private static String name(Layer layer) {
    return layer.conf().getLayer().getClass().getSimpleName();
  }

  private static double millis(Stopwatch watch) {
    return watch.elapsed().toNanos() / 1e6;
  }

  /** The time of a report with and without them; there is next to no validation text in either. */
  private void gradientProducts() {
    double with = report(Schedulers.named("doge"));
    double without = report(Schedulers.named("proportional"));
    print(
        "gradient products of %d domains, %,d parameters: %.0f ms a report, %.0f MB meanwhile",
        data.domains().size(),
        network.numParams(),
        with - without,
        8e-6 * network.numParams() * data.domains().size());
  }

  private double report(WeightScheduler rule) {
    double[] best = {Double.MAX_VALUE};
    try (VersaTune run =
        VersaTune.builder()
            .domains(data.domains())
            .scheduler(rule)
            .domainSizes(data.sizes())
            .updateEvery(1)
            .build()) {
      MixtureListener.Builder builder = MixtureListener.builder(run).evaluateAlways();
      data.evaluation(Split.VALIDATION, 1).forEach(builder::validation);
      data.training(BATCH, 3).forEach(builder::gradientData);
      MixtureListener listener = builder.gradientBatchSize(BATCH).build();
      MultiDomainDataSetIterator.Builder batches = MultiDomainDataSetIterator.builder(run);
      data.training(BATCH, 4).forEach(batches::source);
      network.setListeners(
          new org.deeplearning4j.optimize.api.BaseTrainingListener() {
            @Override
            public void iterationDone(
                org.deeplearning4j.nn.api.Model model, int iteration, int epoch) {
              Stopwatch watch = Stopwatch.createStarted();
              listener.iterationDone(model, iteration, epoch);
              best[0] = Math.min(best[0], millis(watch));
            }
          });
      network.fit(batches.batchSize(BATCH).epochBatches(8).build());
      network.setListeners();
    }
    return best[0];
  }

  private void generation() {
    LanguageModel model = EmbeddedBaseModel.load().model();
    ImmutableMap.Builder<Integer, Double> rates = ImmutableMap.builder();
    for (int streams : new int[] {1, 8, 64}) {
      int texts = Math.min(TEXTS, 4 * streams);
      Stopwatch watch = Stopwatch.createStarted();
      List<String> written =
          TransformerLanguageModel.generator(model).streams(streams).build().generate(texts, 1);
      long bytes = written.stream().mapToLong(text -> text.getBytes(UTF_8).length).sum();
      rates.put(streams, bytes / millis(watch));
    }
    rates
        .buildOrThrow()
        .forEach((streams, rate) -> print("embedded model, %d streams: %.2f kB/s", streams, rate));
  }
}
