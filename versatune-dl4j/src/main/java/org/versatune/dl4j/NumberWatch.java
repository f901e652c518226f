// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Warns of features and labels that are NaN or infinite, once for each domain. With one of them the
 * gradient of the whole batch is NaN, and then every parameter; the loss shows it much later, and
 * does not show which example it was.
 *
 * <p>It looks at batches as they go to training, since a preprocessor may replace such numbers, and
 * only where the backend keeps arrays in memory. Not safe for use by several threads.
 */
final class NumberWatch {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());

  private final Set<String> warned = new HashSet<>();

  /** Looks at a batch. */
  void check(MixedBatch batch) {
    if (Nd4jBackend.keepsArraysInMemory()) {
      check(batch, "features", batch.data().features());
      check(batch, "labels", batch.data().labels());
    }
  }

  private void check(MixedBatch batch, String kind, List<MaskedArray> arrays) {
    ImmutableList<String> domains = batch.domains();
    for (MaskedArray each : arrays) {
      INDArray array = each.array();
      int examples = Math.toIntExact(array.size(0));
      if (!array.dataType().isFPType() || array.length() > Integer.MAX_VALUE || examples == 0) {
        continue;
      }
      IntToDoubleFunction numbers = Numbers.of(array);
      int length = Math.toIntExact(array.length() / examples);
      int row = Numbers.firstNotFinite(numbers, length, 0, examples);
      while (row < examples) {
        if (warned.add(domains.get(row))) {
          LOG.log(
              System.Logger.Level.WARNING,
              "{0} has {1} that are NaN or infinite: the loss becomes NaN, and with it every"
                  + " parameter of the network. Leave such examples out, or replace the numbers by"
                  + " a preprocessor. Others of this domain are not named",
              batch.nameOf(row),
              kind);
        }
        row = Numbers.firstNotFinite(numbers, length, row + 1, examples);
      }
    }
  }
}
