// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * Says where a steered run is.
 *
 * @param rounds how many rounds there are
 * @param composed the round of the last segment
 * @param done the last round whose losses were taken in
 * @param step training steps at its end
 * @param weights the weights in force
 * @param history the weights that each segment was drawn by
 * @param sharesOfRows of the last segment, by domain; empty where there is none
 * @param sharesOfTokens of the last segment, by domain; empty where there is none
 * @param epochs passes over the rows so far, by domain; empty where there is no segment
 * @param atCap the domains that have reached their epoch cap
 * @param protectedLosses what the last update says of protected domains; empty before the first
 */
public record SteeringStatus(
    int rounds,
    int composed,
    int done,
    long step,
    ImmutableMap<String, Double> weights,
    ImmutableList<ImmutableMap<String, Double>> history,
    ImmutableMap<String, Double> sharesOfRows,
    ImmutableMap<String, Double> sharesOfTokens,
    ImmutableMap<String, Double> epochs,
    ImmutableList<String> atCap,
    ImmutableMap<String, ProtectedLoss> protectedLosses) {}
