// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableMap;

/**
 * Holds weights and losses at one evaluation of a run.
 *
 * @param key the run
 * @param step training steps so far
 * @param weights weight by domain from here on
 * @param losses loss by domain on the validation text, in nats/token
 */
public record Evaluation(
    RunKey key,
    long step,
    ImmutableMap<String, Double> weights,
    ImmutableMap<String, Double> losses) {}
