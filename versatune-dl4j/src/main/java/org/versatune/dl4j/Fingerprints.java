// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes fingerprints of networks and of examples. */
final class Fingerprints {
  private Fingerprints() {}

  /**
   * Returns SHA-256 over all that training from a network depends on (configuration, parameters,
   * updater state), in hexadecimal.
   */
  static String of(Network network) {
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putString(network.configuration(), StandardCharsets.UTF_8);
    put(hasher, network.parameters());
    put(hasher, network.updaterState());
    return hasher.hash().toString();
  }

  /** Returns the fingerprint of a sequence from that of all but its last element, and its last. */
  static long combine(long before, long last) {
    return Long.rotateLeft((before ^ last) * 0x9E3779B97F4A7C15L, 31);
  }

  private static void put(Hasher hasher, @Nullable INDArray array) {
    if (array == null) {
      hasher.putLong(-1);
      return;
    }
    INDArray dense = array.isView() || array.ordering() != 'c' ? array.dup('c') : array;
    DataBuffer values = dense.data();
    hasher.putLong(dense.length());
    for (long i = 0; i < dense.length(); i++) {
      hasher.putDouble(values.getDouble(i));
    }
  }
}
