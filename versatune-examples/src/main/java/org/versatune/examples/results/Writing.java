// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * Holds what a model writes unprompted, with the same random numbers for every model.
 *
 * @param strategy what the model was fine-tuned under; empty for the base model
 * @param texts how many it wrote
 * @param shares share of each domain in them, as the judge of detection sorts them, summing to 1
 * @param samples the first text that was placed in each domain; a domain that got none has none
 */
public record Writing(
    String strategy,
    int texts,
    ImmutableMap<String, Double> shares,
    ImmutableList<DetectionResult.Sample> samples) {}
