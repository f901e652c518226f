// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.SavedState;

/**
 * Computes the inner products of the domains' gradients, each taken on the next batch of the
 * domain's own data: g_j is the gradient of the mean loss per token, so that domains with longer
 * examples are not larger for that.
 *
 * <p>Costs about one training step for each domain, and 8 bytes × parameters × domains of memory
 * while it runs. Not safe for use by several threads.
 */
final class GradientProducts {
  private final ImmutableMap<String, DomainSource> sources;
  private final int batchSize;
  private final NetworkView views = new NetworkView();
  private volatile SavedState position;

  GradientProducts(ImmutableMap<String, DomainSource> sources, int batchSize) {
    this.sources = sources;
    this.batchSize = batchSize;
    this.position = now();
  }

  void restore(SavedState state) {
    SourcePositions.restore(sources.values().asList(), state, true);
    position = state;
  }

  private SavedState now() {
    return SourcePositions.of(sources.values().stream().map(DomainSource::position).toList())
        .build();
  }

  SavedState position() {
    return position;
  }

  /** Returns the products under the model's present parameters. */
  ImmutableTable<String, String, Double> of(Model model) {
    return OutsideWorkspaces.get(() -> RandomState.undisturbed(() -> products(model)));
  }

  private ImmutableTable<String, String, Double> products(Model model) {
    Network view = views.apply(model);
    LabelLayout.require(view);
    ImmutableList<String> domains = sources.keySet().asList();
    List<INDArray> gradients = new ArrayList<>();
    sources.forEach((domain, source) -> gradients.add(gradient(view, domain, source)));
    position = now();
    ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
    for (int i = 0; i < domains.size(); i++) {
      for (int j = i; j < domains.size(); j++) {
        double product = Nd4j.getBlasWrapper().dot(gradients.get(i), gradients.get(j));
        table.put(domains.get(i), domains.get(j), product);
        if (i != j) {
          table.put(domains.get(j), domains.get(i), product);
        }
      }
    }
    return table.buildOrThrow();
  }

  /** ∇ of the mean loss per token on the domain's next batch, {@code [n]} in double precision. */
  private INDArray gradient(Network view, String domain, DomainSource source) {
    Batch batch = source.nextBatch(batchSize);
    long tokens = batch.labels().stream().mapToLong(LabelMasks::tokens).sum();
    if (tokens == 0) {
      throw new IllegalStateException(
          "a batch of gradient data of domain '" + domain + "' has no token that counts");
    }
    try {
      return view.gradient(batch, "its data").castTo(DataType.DOUBLE).divi(tokens);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the gradient of domain '" + domain + "' could not be computed: " + e.getMessage(), e);
    }
  }
}
