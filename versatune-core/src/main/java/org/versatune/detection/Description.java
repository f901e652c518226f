// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

/**
 * A name for a generator or classifier that is the same in every run: what its {@code toString}
 * says where it has one of its own, otherwise its class. Hash codes and the numbers of lambdas
 * change from run to run, and would make equal provenances differ.
 */
final class Description {
  private static final String LAMBDA = "$$Lambda";

  private Description() {}

  static String of(Object part) {
    String type = part.getClass().getName();
    int lambda = type.indexOf(LAMBDA);
    if (lambda >= 0) {
      return "lambda in " + type.substring(0, lambda);
    }
    String text = part.toString();
    return text.startsWith(type + "@") ? type : text;
  }
}
