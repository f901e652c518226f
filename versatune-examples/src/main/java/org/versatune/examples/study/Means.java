// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.versatune.DomainDistribution;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.study.ResultStore.ResultKey;

/**
 * What every seed of a study is worked on with.
 *
 * @param baseMix the mix that base models are trained on; empty where it is not known
 * @param cache folder where base models are kept
 */
record Means(
    StudyPlan plan,
    Corpora corpora,
    StudyModel model,
    Optional<DomainDistribution> baseMix,
    ResultStore store,
    Path cache,
    StudyLog log) {

  /** A seed for a part of a study: no two parts share a random sequence. */
  static long seed(long seed, String... purpose) {
    return Hashing.sha256()
        .newHasher()
        .putLong(seed)
        .putString(String.join("\n", purpose), UTF_8)
        .hash()
        .asLong();
  }

  ImmutableList<String> domains() {
    return corpora.domains();
  }

  /** What a result depends on, for the store. */
  ImmutableList<String> settings(Object... more) {
    ImmutableList.Builder<String> settings = ImmutableList.builder();
    settings
        .add(plan.model(), corpora.fingerprint())
        .add(plan.base().toString(), plan.fineTuning().toString())
        .add(baseMix.map(mix -> mix.asMap().toString()).orElse("unknown mix"));
    for (Object each : more) {
      settings.add(each.toString());
    }
    if (isOfOneSeed() && !plan.base().embedded()) {
      settings.add("base model in halves");
    }
    return settings.build();
  }

  /**
   * Returns a result of an earlier run, or makes and keeps a new one.
   *
   * @param stage what the time that it takes counts for
   * @param made what the log says was finished
   */
  <T> T get(ResultKey<T> key, String stage, Callable<T> work, Function<T, String> made)
      throws Exception {
    return store.get(
        key,
        () -> {
          T result = log.timed(stage, work);
          log.finished(made.apply(result), key.cost());
          return result;
        });
  }

  boolean isOfOneSeed() {
    return plan.seeds().size() == 1 && plan.confirmation() == null;
  }

  /** The cost of a base model, in steps of a fine-tuning. */
  double baseCost() {
    StudyPlan.BaseModels base = plan.base();
    StudyPlan.FineTunings fine = plan.fineTuning();
    return (double) base.steps()
        * base.batchSize()
        * base.sequenceLength()
        / (fine.batchSize() * fine.sequenceLength());
  }
}
