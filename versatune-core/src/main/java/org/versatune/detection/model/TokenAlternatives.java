// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.collect.ImmutableMap;

/**
 * One token of an answer with what the model could have written in its place.
 *
 * @param token the text of the token
 * @param logProbability its natural logarithm of probability, given the tokens before
 * @param others the most probable tokens at this place, by text, with theirs; may hold the token
 */
record TokenAlternatives(
    String token, double logProbability, ImmutableMap<String, Double> others) {}
