// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * The losses of a model sequence by sequence, which tell how far a domain's loss may be off for the
 * choice of the text that it is measured on.
 *
 * <p>A domain's loss is a ratio, r = Σ L_i / Σ n_i, of the losses L_i of its sequences and their
 * tokens n_i. Its standard error is that of a ratio estimate (Cochran, "Sampling Techniques", third
 * edition, 1977, section 2.11): √(n/(n−1) · Σ (L_i − r·n_i)²) / Σ n_i. Two models that are measured
 * on the same sequences err together, so the error of their difference, that of the same formula
 * over the differences of L_i, is far smaller than that of either.
 */
record SequenceLosses(ImmutableMap<String, Domain> domains) {
  /** Losses in nats and tokens of the sequences of a domain, in their order. */
  record Domain(ImmutableDoubleArray losses, ImmutableDoubleArray tokens) {
    Domain {
      checkArgument(
          losses.length() == tokens.length(),
          "%s losses of %s sequences",
          losses.length(),
          tokens.length());
    }

    private double error() {
      int n = losses.length();
      double allTokens = tokens.stream().sum();
      double perToken = losses.stream().sum() / allTokens;
      double squares = 0;
      for (int i = 0; i < n; i++) {
        double off = losses.get(i) - perToken * tokens.get(i);
        squares += off * off;
      }
      return Math.sqrt(squares * n / (n - 1.0)) / allTokens;
    }

    private Domain less(Domain other) {
      checkArgument(tokens.equals(other.tokens), "losses of other sequences");
      ImmutableDoubleArray.Builder rises = ImmutableDoubleArray.builder();
      for (int i = 0; i < losses.length(); i++) {
        rises.add(losses.get(i) - other.losses.get(i));
      }
      return new Domain(rises.build(), tokens);
    }
  }

  /** Measures a network on every sequence of some sets. */
  static SequenceLosses of(MultiLayerNetwork network, Map<String, DataSetIterator> sets) {
    return new SequenceLosses(
        ImmutableMap.copyOf(Maps.transformValues(sets, set -> of(network, set))));
  }

  private static Domain of(MultiLayerNetwork network, DataSetIterator set) {
    ImmutableDoubleArray.Builder losses = ImmutableDoubleArray.builder();
    ImmutableDoubleArray.Builder tokens = ImmutableDoubleArray.builder();
    set.reset();
    while (set.hasNext()) {
      DataSet batch = set.next();
      for (double loss : network.scoreExamples(batch, false).toDoubleVector()) {
        losses.add(loss);
      }
      INDArray mask = batch.getLabelsMaskArray();
      long steps = batch.getLabels().size(2);
      for (int i = 0; i < batch.numExamples(); i++) {
        tokens.add(mask == null ? steps : mask.getRow(i).sumNumber().doubleValue());
      }
    }
    return new Domain(losses.build(), tokens.build());
  }

  /** The standard error of the loss by domain, nats/token; NaN of a single sequence. */
  ImmutableMap<String, Double> errors() {
    return ImmutableMap.copyOf(Maps.transformValues(domains, Domain::error));
  }

  /** The losses less those of another model on the same sequences. */
  SequenceLosses less(SequenceLosses other) {
    return new SequenceLosses(
        Maps.toMap(
            domains.keySet(),
            domain ->
                requireNonNull(domains.get(domain))
                    .less(requireNonNull(other.domains.get(domain), domain))));
  }
}
