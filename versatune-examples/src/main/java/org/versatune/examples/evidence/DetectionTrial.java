package org.versatune.examples.evidence;

import com.google.common.collect.ImmutableMap;

/**
 * What was detected of a mix that is known.
 *
 * @param mix name of the base model's mix
 * @param judge the judge
 * @param temperature temperature of sampling
 * @param samples texts in all
 * @param seed seed of the base model
 * @param trueMix shares in the base model's training
 * @param detected shares found
 * @param halfWidths half-widths of the 95 % intervals
 * @param totalVariation half the sum of the absolute differences, 0 to 1
 * @param coverage share of the domains whose interval holds the true share
 */
record DetectionTrial(
    String mix,
    String judge,
    double temperature,
    int samples,
    long seed,
    ImmutableMap<String, Double> trueMix,
    ImmutableMap<String, Double> detected,
    ImmutableMap<String, Double> halfWidths,
    double totalVariation,
    double coverage) {}
