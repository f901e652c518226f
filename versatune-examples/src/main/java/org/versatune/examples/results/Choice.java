// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

/**
 * Names a strategy and the mix that it starts from.
 *
 * @param strategy its name in tables and plots
 * @param start {@code detected} (see {@link DetectionResult#mix}), {@code uniform}, {@code base},
 *     or {@code mix} for one of its own
 */
public record Choice(String strategy, String start) {}
