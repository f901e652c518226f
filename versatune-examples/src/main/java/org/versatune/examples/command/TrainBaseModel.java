// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.examples.results.Numbers.format;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.primitives.Doubles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.BaseModel;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.PackedLanguageModel;
import org.versatune.examples.model.WrittenMix;
import org.versatune.examples.model.transformer.TransformerLanguageModel;
import org.versatune.examples.model.transformer.TransformerSizes;
import org.versatune.internal.AtomicFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains a transformer on a mix of the domains and says what it has learned: held-out losses, and
 * what it writes beside what it was trained on.
 */
@Command(
    name = "train-base",
    sortOptions = false,
    description = "Trains a base model on a known mix and measures it.")
final class TrainBaseModel extends Subcommand {
  private static final int TEXTS = 1000;
  private static final ImmutableList<Integer> JUDGED_BYTES = ImmutableList.of(128, 96, 64);
  private static final int NGRAM = 5;
  private static final int HELD_OUT = 192;
  private static final int SHOWN = 12;
  private static final int PROBE_STEPS = 15;
  private static final int STEPS_BETWEEN_LINES = 100;
  private static final long TEXT_SEED = 42;

  /** What a model that is trained already has. */
  private static final ImmutableSet<String> OF_TRAINING =
      ImmutableSet.copyOf(
          Splitter.on(' ')
              .split("--steps --minutes --vocabulary --length --width --blocks --heads --shift"));

  @Mixin private final TextOptions text = new TextOptions();

  @Option(
      names = "--mix",
      paramLabel = "DOMAIN=SHARE",
      split = ",",
      description = "Share of each domain, such as law=0.06,code=0.94. Default: uniform")
  private List<String> mix = List.of();

  @Option(names = "--steps", paramLabel = "N", description = "Training steps. " + DEFAULT)
  private int steps = 2000;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "As many steps as some first ones promise in this time, instead of --steps")
  private double minutes;

  @Option(names = "--batch", paramLabel = "N", description = "Sequences in a step. " + DEFAULT)
  private int batch = 32;

  @Option(names = "--rate", paramLabel = "X", description = "Highest learning rate. " + DEFAULT)
  private double rate = 3e-3;

  @Option(names = "--vocabulary", paramLabel = "N", description = "Tokens. " + DEFAULT)
  private int vocabulary = 1024;

  @Option(names = "--length", paramLabel = "T", description = "Tokens in a sequence. " + DEFAULT)
  private int length = TransformerSizes.small().length();

  @Option(names = "--width", paramLabel = "D", description = "Values at a position. " + DEFAULT)
  private int width = TransformerSizes.small().width();

  @Option(names = "--blocks", paramLabel = "N", description = "Blocks. " + DEFAULT)
  private int blocks = TransformerSizes.small().blocks();

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "Attention heads of a block. " + DEFAULT)
  private int heads = TransformerSizes.small().heads();

  @Option(
      names = "--shift",
      description =
          "Let every block read the two tokens before: a lower loss, less faithful shares")
  private boolean shift;

  @Option(names = "--seed", paramLabel = "N", description = "Seed. " + DEFAULT)
  private long seed = 1;

  @Option(
      names = "--halves",
      description =
          "Compute each batch in two halves, on two cores: another model in the last digits, the"
              + " same on any number of cores. Set OMP_NUM_THREADS=1")
  private boolean halves;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the trained model is kept. Default: nowhere")
  private @Nullable Path file;

  @Option(
      names = "--measure",
      paramLabel = "FILE",
      description = "Measures a model that --out kept, instead of training one")
  private @Nullable Path kept;

  @Option(
      names = "--pack",
      paramLabel = "FILE",
      description = "Where the model is kept in half precision, with where it comes from")
  private @Nullable Path pack;

  @Override
  String whenInterrupted() {
    return text.dryRun()
        ? ""
        : "interrupted: nothing is kept of this training; run the command again";
  }

  @Override
  public Integer call() throws IOException {
    check(this::checkOptions);
    if (text.dryRun()) {
      return text.show(TEXT_SEED, corpora -> mix(corpora.domains()));
    }
    check(
        () ->
            Stream.of(Optional.ofNullable(file), Optional.ofNullable(pack))
                .flatMap(Optional::stream)
                .forEach(place -> AtomicFiles.checkWritable(place, "base model")));
    Corpora corpora = text.read(TEXT_SEED, line -> print("%s", line));
    DomainDistribution shares = valid(() -> mix(corpora.domains()));
    LanguageModel model = kept == null ? train(corpora, shares) : LanguageModel.read(kept);
    if (file != null) {
      model.write(file);
    }
    DomainTokens data =
        DomainTokens.of(
            corpora, model.tokenizer(), TransformerLanguageModel.length(model.network()));
    ImmutableMap<String, String> provenance = measured(corpora, data, model, shares);
    if (pack != null) {
      try (OutputStream packed = Files.newOutputStream(pack)) {
        PackedLanguageModel.write(model, provenance, packed);
      }
      print("in half precision, %,d bytes:", Files.size(pack));
      try (InputStream packed = Files.newInputStream(pack)) {
        var unused = measured(corpora, data, PackedLanguageModel.read(packed).model(), shares);
      }
    }
    return OK;
  }

  /** Checks what would otherwise fail after minutes. */
  private void checkOptions() {
    checkArgument(steps >= 1, "--steps is %s; it must be at least 1", steps);
    checkArgument(batch >= 1, "--batch is %s; it must be at least 1", batch);
    checkArgument(
        rate > 0 && Double.isFinite(rate), "--rate is %s; it must be finite and above 0", rate);
    checkArgument(
        minutes >= 0 && Double.isFinite(minutes),
        "--minutes is %s; it must be finite and at least 0",
        minutes);
    checkArgument(
        vocabulary >= 256, "--vocabulary is %s; it must be at least 256, all bytes", vocabulary);
    var unused = sizes();
    ImmutableList<String> idle = given(OF_TRAINING);
    checkArgument(
        minutes == 0 || !idle.contains("--steps"),
        "--minutes and --steps both say how long to train; give one of them");
    checkArgument(
        kept == null || idle.isEmpty(),
        "--measure trains no model, so %s would have no effect; leave them out",
        idle);
    checkArgument(
        kept == null || Files.isRegularFile(kept), "--measure: there is no model %s", kept);
  }

  private TransformerSizes sizes() {
    return new TransformerSizes(length, width, blocks, heads, 4 * width, shift);
  }

  private DomainDistribution mix(ImmutableList<String> domains) {
    if (mix.isEmpty()) {
      return DomainDistribution.uniform(domains);
    }
    Map<String, Double> shares = new LinkedHashMap<>(Maps.toMap(domains, domain -> 0.0));
    KeyValues.read("--mix", mix, "law=0.06,code=0.94")
        .forEach(
            (domain, text) -> {
              checkArgument(
                  shares.containsKey(domain),
                  "the mix names domain '%s'; there are %s",
                  domain,
                  domains);
              Double share = Doubles.tryParse(text);
              checkArgument(
                  share != null, "--mix: the share of '%s' is '%s', no number", domain, text);
              shares.put(domain, share);
            });
    return DomainDistribution.of(shares);
  }

  private LanguageModel train(Corpora corpora, DomainDistribution shares) {
    Stopwatch watch = Stopwatch.createStarted();
    BytePairTokenizer tokenizer = valid(() -> DomainTokens.trainTokenizer(corpora, vocabulary));
    DomainTokens data = valid(() -> DomainTokens.of(corpora, tokenizer, length));
    print("%d tokens, text encoded in %s", tokenizer.vocabulary(), watch);
    print("%s", sizes().describe(tokenizer));
    BaseModel training =
        BaseModel.on(data, sizes()).mix(shares).learningRate(rate).batchSize(batch).seed(seed);
    if (halves) {
      training.inHalves(Math.min(2, Runtime.getRuntime().availableProcessors()));
    }
    if (minutes > 0) {
      training.steps(PROBE_STEPS).train(); // The first steps of a process are slow.
      watch.reset().start();
      training.steps(PROBE_STEPS).train();
      steps = Math.max(1, (int) (minutes * 60 * PROBE_STEPS / seconds(watch)));
    }
    watch.reset().start();
    LanguageModel model = training.steps(steps).listener(new StepLog()).train();
    print(
        "%,d parameters, %d steps of %d x %d tokens in %s",
        model.network().numParams(), steps, batch, length, watch);
    return model;
  }

  /** Prints what a model has learned, and returns it with where the model comes from. */
  private ImmutableMap<String, String> measured(
      Corpora corpora, DomainTokens data, LanguageModel model, DomainDistribution mix) {
    ImmutableMap<String, Double> losses = data.lossesPerByte(model.network(), Split.TEST, HELD_OUT);
    losses.forEach((domain, loss) -> print("  %-10s %.3f nats/byte", domain, loss));
    print(
        "held out: %.3f nats/byte on the mix, %.3f on the mean of the domains",
        losses.entrySet().stream()
            .mapToDouble(loss -> mix.weight(loss.getKey()) * loss.getValue())
            .sum(),
        losses.values().stream().mapToDouble(loss -> loss).average().orElseThrow());
    WrittenMix written = written(corpora, model, mix);
    TransformerSizes sizes = TransformerLanguageModel.sizes(model.network());
    int trained = model.network().getIterationCount();
    return ImmutableMap.<String, String>builder()
        .put("text", "SHA-256 " + corpora.fingerprint())
        .put("mix", rounded(mix.asMap()))
        .put("seed", Long.toString(seed))
        .put("steps", Integer.toString(trained))
        .put("sequences in a step", Integer.toString(batch))
        .put("parameters", Long.toString(model.network().numParams()))
        .put("held-out loss, nats/byte", rounded(losses))
        .put("total variation of what it writes", format("%.3f", written.totalVariation()))
        .put(
            "command",
            format(
                "train-base --mix %s --steps %d --batch %d --rate %s --vocabulary %d --length %d"
                    + " --width %d --blocks %d --heads %d%s%s --seed %d --pack FILE",
                Joiner.on(',').withKeyValueSeparator('=').join(mix.asMap()),
                trained,
                batch,
                rate,
                model.tokenizer().vocabulary(),
                sizes.length(),
                sizes.width(),
                sizes.blocks(),
                sizes.heads(),
                sizes.shift() ? " --shift" : "",
                halves ? " --halves" : "",
                seed))
        .buildOrThrow();
  }

  private static String rounded(Map<String, Double> values) {
    return values.entrySet().stream()
        .map(value -> format("%s %.3f", value.getKey(), value.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static double seconds(Stopwatch watch) {
    return watch.elapsed().toNanos() / 1e9;
  }

  /** Lets a model write, prints what the judge finds, and returns it of the longest starts. */
  private WrittenMix written(Corpora corpora, LanguageModel model, DomainDistribution mix) {
    NaiveBayesClassifier judge = WrittenMix.judge(corpora, NGRAM);
    Stopwatch watch = Stopwatch.createStarted();
    ImmutableList<String> texts =
        TransformerLanguageModel.generator(model).build().generate(TEXTS, seed);
    print("%d texts in %s", texts.size(), watch);
    List<String> real =
        corpora.texts(Split.TEST).values().stream()
            .flatMap(some -> WrittenMix.prefixes(some, JUDGED_BYTES.get(0)).stream())
            .toList();
    List<WrittenMix> all = new ArrayList<>();
    for (int bytes : JUDGED_BYTES) {
      WrittenMix written = WrittenMix.of(texts, bytes, judge, mix);
      print(
          "first %d bytes: total variation %.3f (sampling noise alone %.3f); halves judged"
              + " differently: %.3f (real text %.3f); %d declined",
          bytes,
          written.totalVariation(),
          WrittenMix.noise(mix, TEXTS),
          written.halvesDisagree(),
          WrittenMix.of(real, bytes, judge, mix).halvesDisagree(),
          written.declined());
      if (all.isEmpty()) {
        mix.asMap()
            .forEach(
                (domain, share) ->
                    print(
                        "  %-10s true %.3f  written %.3f",
                        domain, share, written.shares().weight(domain)));
      }
      all.add(written);
    }
    texts.subList(0, SHOWN).forEach(sample -> print("---%n%s", sample));
    return all.get(0);
  }

  /** Says now and then how far training is. */
  private final class StepLog extends BaseTrainingListener {
    private final Stopwatch watch = Stopwatch.createStarted();

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      int done = iteration + 1;
      if (done % STEPS_BETWEEN_LINES == 0) {
        double seconds = seconds(watch);
        print(
            "step %d of %d, %.0f tokens/s, %.0f s left",
            done, steps, (double) done * batch * length / seconds, (steps - done) * seconds / done);
      }
    }
  }
}
