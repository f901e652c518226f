// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableMap;

/**
 * Holds losses by domain, of one model or of each domain's specialist.
 *
 * @param validation on the text that steers, nats/token
 * @param test on the text that is compared in the end, nats/token
 */
public record Losses(ImmutableMap<String, Double> validation, ImmutableMap<String, Double> test) {}
