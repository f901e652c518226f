// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.Signal;
import org.versatune.VersaTune;

/** Collects and checks the data that a listener measures on. */
final class ListenerData {
  private final VersaTune run;
  private final DataRoles roles = new DataRoles();
  private final Map<String, BatchReader> validation = new LinkedHashMap<>();
  private final Map<String, BatchReader> gradientData = new LinkedHashMap<>();
  private OutputWeights outputWeights = OutputWeights.ONE;

  ListenerData(VersaTune run) {
    this.run = run;
  }

  void validation(String domain, BatchReader data) {
    put(validation, "validation set", domain, data, DataRoles.validation(domain));
  }

  void gradientData(String domain, BatchReader data) {
    put(gradientData, "iterator of gradient data", domain, data, DataRoles.gradientData(domain));
  }

  void outputWeight(String output, double weight) {
    outputWeights = outputWeights.with(output, weight);
  }

  OutputWeights outputWeights() {
    return outputWeights;
  }

  private void put(
      Map<String, BatchReader> map, String what, String domain, BatchReader data, String role) {
    checkArgument(
        run.domains().contains(domain),
        "unknown domain '%s'; the domains of this run are %s",
        domain,
        run.domains());
    checkArgument(!map.containsKey(domain), "domain '%s' has a second %s", domain, what);
    checkArgument(
        data.resetSupported(),
        "the %s of domain '%s' cannot be reset; give an iterator whose resetSupported() is true",
        what,
        domain);
    roles.add(role, data.iterator());
    map.put(domain, data);
  }

  /**
   * Checks that nothing here is read by the run's training too.
   *
   * @throws IllegalArgumentException if it is; the message names both roles
   */
  void requireApart() {
    DataRoles.of(run).requireApart(roles);
  }

  /** Keeps what is read here from being given to the run's training later. */
  void keepApart() {
    DataRoles.of(run).addAll(roles);
  }

  /** Checks the size of a sample. */
  static int sample(int examples) {
    checkArgument(
        examples >= 2,
        "a validation sample of %s examples; at least 2 are needed for a standard error",
        examples);
    return examples;
  }

  /**
   * Returns the evaluator over the validation sets; null where there is none.
   *
   * @param sample the size of the samples, or {@link ValidationSet#WHOLE}
   */
  @Nullable DomainLossEvaluator evaluator(int sample) {
    return validation.isEmpty()
        ? null
        : new DomainLossEvaluator(
            DomainLossEvaluator.sets(inOrder(validation), sample, run.seed()), outputWeights);
  }

  /** Returns what takes gradients, if the rule asks for gradient products; else null. */
  @Nullable GradientProducts gradientProducts(int batchSize) {
    if (!run.signals().contains(Signal.GRADIENT_PRODUCTS)) {
      return null;
    }
    ImmutableMap.Builder<String, DomainSource> sources = ImmutableMap.builder();
    inOrder(gradientData)
        .forEach(
            (domain, data) ->
                sources.put(domain, new DomainSource(domain, data, ExhaustionPolicy.RESTART)));
    return new GradientProducts(sources.buildOrThrow(), batchSize);
  }

  private ImmutableMap<String, BatchReader> inOrder(Map<String, BatchReader> given) {
    ImmutableMap.Builder<String, BatchReader> map = ImmutableMap.builder();
    for (String domain : run.domains()) {
      BatchReader data = given.get(domain);
      if (data != null) {
        map.put(domain, data);
      }
    }
    return map.buildOrThrow();
  }

  /**
   * Checks that everything can be measured that has to be.
   *
   * @param needsValidation whether losses are measured though the rule may not ask for them
   * @param reference the network to compare token losses with; null for none
   * @throws IllegalArgumentException if not; the message lists what is missing
   */
  void requireComplete(boolean needsValidation, @Nullable Network reference) {
    ImmutableSet<Signal> signals = run.signals();
    List<String> missing = new ArrayList<>();
    if (signals.contains(Signal.VALIDATION_LOSS) || needsValidation) {
      addMissing(missing, validation, "validation set", "validation");
    }
    if (signals.contains(Signal.GRADIENT_PRODUCTS)) {
      addMissing(missing, gradientData, "gradient data", "gradientData");
    }
    if (signals.contains(Signal.TOKEN_EXCESS) && reference == null) {
      missing.add(Signal.TOKEN_EXCESS + " needs a reference network: call referenceNetwork(model)");
    }
    checkArgument(
        missing.isEmpty(),
        "the rule '%s' asks for %s, and something to measure it with is missing. %s",
        run.rule().name(),
        signals,
        Joiner.on(". ").join(missing));
  }

  private void addMissing(
      List<String> missing, Map<String, BatchReader> given, String what, String method) {
    for (String domain : run.domains()) {
      if (!given.containsKey(domain)) {
        missing.add(
            "Domain '%s' has no %s: call %s(\"%s\", iterator)"
                .formatted(domain, what, method, domain));
      }
    }
  }
}
