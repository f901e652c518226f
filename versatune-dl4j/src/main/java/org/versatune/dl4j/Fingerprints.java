package org.versatune.dl4j;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tells networks apart by what training from them depends on. */
final class Fingerprints {
  private Fingerprints() {}

  /** SHA-256 over configuration, parameters and updater state, in hexadecimal. */
  static String of(Network network) {
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putString(network.configuration(), StandardCharsets.UTF_8);
    put(hasher, network.parameters());
    put(hasher, network.updaterState());
    return hasher.hash().toString();
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
