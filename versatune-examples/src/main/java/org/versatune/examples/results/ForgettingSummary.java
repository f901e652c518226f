package org.versatune.examples.results;

import com.google.common.collect.ImmutableMap;

/**
 * What a model has lost against the base model: forgetting_j = max((ℓ_j − ℓ0_j)/ℓ0_j, 0) on the
 * test text.
 *
 * @param byDomain forgetting by domain, at least 0
 * @param mean mean over these domains
 * @param maximum the highest
 * @param maximumDomain the domain of the highest; the first of them where several are equal
 */
public record ForgettingSummary(
    ImmutableMap<String, Double> byDomain, double mean, double maximum, String maximumDomain) {}
