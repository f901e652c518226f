// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableMap;

/**
 * Holds what was detected of a known mix.
 *
 * @param mix name of the base model's mix
 * @param judge the judge
 * @param temperature temperature of sampling
 * @param samples texts in all
 * @param seed seed of the base model
 * @param totalVariation distance of the detected from the true mix: half the sum of the absolute
 *     differences, 0 to 1
 * @param coverage share of the domains whose interval holds the true share, 0 to 1
 * @param trueMix shares in the base model's training
 * @param detected shares found
 * @param halfWidths half-widths of the 95 % intervals; domains without one are left out
 * @param corrected shares with the judge's errors taken out; empty where they were not measured,
 *     and in results of earlier versions
 * @param lowest lower ends of their 95 % intervals; empty with them
 * @param highest upper ends of their 95 % intervals; empty with them
 */
public record DetectionTrial(
    String mix,
    String judge,
    double temperature,
    long samples,
    long seed,
    double totalVariation,
    double coverage,
    ImmutableMap<String, Double> trueMix,
    ImmutableMap<String, Double> detected,
    ImmutableMap<String, Double> halfWidths,
    ImmutableMap<String, Double> corrected,
    ImmutableMap<String, Double> lowest,
    ImmutableMap<String, Double> highest) {}
