// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

/**
 * A mean over seeds and its 95 % interval.
 *
 * @param mean the mean
 * @param low lower end
 * @param high upper end
 * @param n seeds
 */
record Interval(double mean, double low, double high, int n) {}
