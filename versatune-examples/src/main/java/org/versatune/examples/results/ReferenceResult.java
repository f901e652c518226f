package org.versatune.examples.results;

import com.google.common.collect.ImmutableMap;

/**
 * What specialists reach: for each domain a copy of the base model trained on that domain alone,
 * with the budget of the strategies.
 *
 * @param validationLosses loss of each domain's specialist on that domain's validation text,
 *     nats/token: ℓref of the rules
 * @param testLosses the same on the test text: ℓref of the gains
 */
public record ReferenceResult(
    ImmutableMap<String, Double> validationLosses, ImmutableMap<String, Double> testLosses) {}
