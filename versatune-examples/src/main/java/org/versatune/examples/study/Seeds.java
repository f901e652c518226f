// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;

/** Seeds for the parts of a study, all from one, so that no two parts share a random sequence. */
final class Seeds {
  private Seeds() {}

  static long of(long seed, String... purpose) {
    return Hashing.sha256()
        .newHasher()
        .putLong(seed)
        .putString(String.join("\n", purpose), UTF_8)
        .hash()
        .asLong();
  }
}
