// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

/** A line across a chart, to compare the numbers with. */
record Level(String name, double value) {
  String describe(String between) {
    return name + between + Labels.number(value);
  }
}
