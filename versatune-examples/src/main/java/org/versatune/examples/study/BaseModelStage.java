// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.versatune.DomainDistribution;
import org.versatune.examples.files.IoProblem;
import org.versatune.examples.model.BaseModel;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.results.Numbers;
import org.versatune.internal.AtomicFiles;

/**
 * Stage 1: a base model that knows some domains well and others hardly, trained on a skewed mix
 * with constant weights, or read from the cache; or the one that comes with the examples.
 *
 * <p>A model's file in the cache has a name that holds everything its training depended on. It is
 * written aside and moved into place, so that an interrupted run leaves no half model.
 *
 * @param threads that compute a batch in two halves, for a base model that is trained alone; 0
 *     computes whole batches, for one that is trained beside others
 */
record BaseModelStage(Means means, Optional<DomainDistribution> trueMix, long seed, int threads) {
  /** Raised with every change to how a base model is trained. */
  private static final int VERSION = 2;

  record Base(LanguageModel model, boolean fromCache) {}

  private StudyPlan.BaseModels settings() {
    return means.plan().base();
  }

  private StudyLog log() {
    return means.log();
  }

  Base run() {
    StudyModel model = means.model();
    if (settings().embedded()) {
      log()
          .progress("base model: embedded, trained on " + model.embedded().provenance().get("mix"));
      return new Base(model.embedded().model(), false);
    }
    DomainDistribution mix = trueMix.orElseThrow();
    MultiLayerNetwork untrained =
        model
            .architecture()
            .create(model.tokenizer(), seed, settings().learningRate(), settings().steps());
    Path file = file(untrained.getLayerWiseConfigurations().toJson(), mix);
    Optional<MultiLayerNetwork> kept = read(file);
    if (kept.isPresent()) {
      log().progress("base model: read from " + file);
      return new Base(new LanguageModel(kept.get(), model.tokenizer()), true);
    }
    log()
        .progress(
            Numbers.format(
                "base model: %,d parameters, %d steps of %d x %d tokens on %s",
                untrained.numParams(),
                settings().steps(),
                settings().batchSize(),
                settings().sequenceLength(),
                Numbers.shares(mix)));
    BaseModel training =
        BaseModel.on(model.text(settings().sequenceLength()), model.architecture())
            .mix(mix)
            .steps(settings().steps())
            .learningRate(settings().learningRate())
            .batchSize(settings().batchSize())
            .seed(seed)
            .listener(new Progress());
    if (threads > 0) {
      training.inHalves(Math.min(2, threads));
    }
    LanguageModel trained = training.train();
    write(file, trained.network());
    return new Base(trained, false);
  }

  /** Where the model is kept: any change to what it depends on gives another file. */
  private Path file(String architecture, DomainDistribution mix) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Object part :
        ImmutableList.of(
            VERSION,
            architecture,
            means.corpora().fingerprint(),
            mix.asMap(),
            settings().steps(),
            settings().batchSize(),
            settings().sequenceLength(),
            threads == 0 ? seed : seed + " in halves")) {
      byte[] text = part.toString().getBytes(UTF_8);
      hasher.putInt(text.length).putBytes(text);
    }
    return means.cache().resolve("base-" + hasher.hash().toString().substring(0, 20) + ".zip");
  }

  /** A file that cannot be read is taken for none. */
  private Optional<MultiLayerNetwork> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false));
    } catch (IOException | RuntimeException e) {
      log().progress(file + " holds no model that can be read (" + reason(e) + "); training it");
      return Optional.empty();
    }
  }

  /** A model that cannot be kept is no failure: it is trained again the next time. */
  private void write(Path file, MultiLayerNetwork network) {
    try {
      AtomicFiles.write(
          file, "base model", aside -> ModelSerializer.writeModel(network, aside.toFile(), false));
    } catch (RuntimeException e) {
      log()
          .warning(
              "the base model cannot be kept in "
                  + means.cache()
                  + ", and the next run trains it again: "
                  + reason(e)
                  + "; --cache names another folder");
    }
  }

  private static String reason(Exception problem) {
    Throwable cause = problem instanceof UncheckedIOException ? problem.getCause() : problem;
    return cause instanceof IOException io ? IoProblem.reason(io) : problem.toString();
  }

  /** Says now and then how far the training has come. */
  private final class Progress extends BaseTrainingListener {
    private static final double SECONDS_BETWEEN_LINES = 10;

    private double last = log().elapsed();

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      double now = log().elapsed();
      if (now - last >= SECONDS_BETWEEN_LINES) {
        last = now;
        // A network's score is summed over the predictions of an example.
        log()
            .progress(
                Numbers.format(
                    "base model: step %d of %d, about %.2f nats/token on the batch",
                    iteration, settings().steps(), model.score() / settings().sequenceLength()));
      }
    }
  }
}
