// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableMap;
import java.util.Comparator;
import java.util.Map;

/**
 * Holds one fine-tuning under one strategy, and its results.
 *
 * @param key which run it is
 * @param rule the rule and its options, as it describes itself; empty where it is not known
 * @param record the run record, as a path below the results; empty where it is not known
 * @param commit the commit of the sources that it was made with
 * @param measures by name, see {@link Measures}; a number that does not exist is left out
 */
public record Run(
    RunKey key, String rule, String record, String commit, ImmutableMap<String, Double> measures) {
  /** {@return one of its measures; NaN where there is none} */
  public double measure(String measure) {
    return measures.getOrDefault(measure, Double.NaN);
  }

  /** {@return this run with one more measure} */
  public Run with(String measure, double value) {
    return with("", ImmutableMap.of(measure, value));
  }

  /** {@return this run with a measure of each domain} */
  public Run with(String prefix, Map<String, Double> byDomain) {
    ImmutableMap.Builder<String, Double> all = ImmutableMap.builder();
    all.putAll(measures);
    byDomain.forEach((domain, value) -> all.put(prefix + domain, value));
    return new Run(key, rule, record, commit, all.buildOrThrow());
  }

  /**
   * {@return the measure of every domain that has one}
   *
   * @param prefix of the measures' names, such as {@link Measures#GAIN}
   */
  public ImmutableMap<String, Double> byDomain(String prefix) {
    return measures.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .collect(
            ImmutableMap.toImmutableMap(
                entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
  }

  /**
   * {@return the domain with the lowest gain, the first of equal ones; empty where no gain is
   * defined}
   */
  public String worstDomain() {
    return byDomain(Measures.GAIN).entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /**
   * {@return the domain other than the target that was forgotten most, the first of equal ones;
   * empty where nothing was forgotten}
   */
  public String mostForgotten() {
    return byDomain(Measures.FORGETTING).entrySet().stream()
        .filter(entry -> entry.getValue() > 0 && !entry.getKey().equals(key.group().target()))
        .min(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .orElse("");
  }
}
