// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

/** Says in another JVM what {@link Nd4jBackend} says. */
final class BackendProbe {
  private BackendProbe() {}

  public static void main(String[] arguments) {
    for (int attempt = 0; attempt < 2; attempt++) {
      try {
        Nd4jBackend.require();
        System.out.println("ready");
      } catch (MissingBackendException e) {
        System.out.println("missing: " + e.getMessage());
      }
    }
  }
}
