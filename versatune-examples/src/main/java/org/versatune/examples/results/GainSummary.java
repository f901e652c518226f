package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a model has come from the base model to the specialists: gain_j = (ℓ0_j − ℓ_j)/(ℓ0_j −
 * ℓref_j), 1 being as good as the specialist, 0 the base model, below 0 forgotten.
 *
 * @param byDomain gain by domain, without those where it is undefined
 * @param undefined domains where the specialist is no better than the base model (ℓ0 ≤ ℓref), so
 *     that there is no gain to speak of
 * @param mean mean over the domains that have a gain; null where none has
 * @param worst lowest gain; null where no domain has one
 * @param worstDomain the domain of the lowest gain; null where no domain has one
 */
public record GainSummary(
    ImmutableMap<String, Double> byDomain,
    ImmutableList<String> undefined,
    @Nullable Double mean,
    @Nullable Double worst,
    @Nullable String worstDomain) {}
