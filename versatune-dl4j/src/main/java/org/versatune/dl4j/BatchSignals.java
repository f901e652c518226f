// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.Feedback;
import org.versatune.Signal;

/**
 * Measures the signals about a batch in training: the mean loss by domain, and the mean excess over
 * a reference network. They are those of the parameters before the step, as the step itself sees
 * them, but in inference mode (no dropout).
 *
 * <p>Not safe for use by several threads.
 */
final class BatchSignals {
  private final ImmutableSet<Signal> wanted;
  private final @Nullable Network reference;
  private final OutputWeights outputWeights;
  private final Map<Signal, ImmutableMap<String, Double>> measured = new EnumMap<>(Signal.class);

  /**
   * @param wanted the signals that the rule asks for, any
   * @param reference the network to measure the excess against; null where that is not wanted
   * @param outputWeights how much each output counts
   */
  BatchSignals(
      ImmutableSet<Signal> wanted, @Nullable Network reference, OutputWeights outputWeights) {
    this.wanted = wanted;
    this.reference = reference;
    this.outputWeights = outputWeights;
  }

  boolean areWanted() {
    return wanted.contains(Signal.BATCH_LOSS) || wanted.contains(Signal.TOKEN_EXCESS);
  }

  /** Checks that it is known which domains are in a batch. */
  static MixedBatch require(@Nullable MixedBatch batch) {
    checkState(
        batch != null,
        "the losses of single domains inside a batch are asked for, and this batch is not of a"
            + " MultiDomainDataSetIterator of the same run: train on one");
    return batch;
  }

  /**
   * Measures a batch.
   *
   * @param before the network as it was before it learnt from the batch
   */
  void measure(Network before, @Nullable MixedBatch batch) {
    MixedBatch known = require(batch);
    LabelLayout.require(before);
    ImmutableList<TokenLosses> losses = TokenLosses.of(before, known.data());
    ImmutableList<String> outputs = before.outputNames();
    if (wanted.contains(Signal.BATCH_LOSS)) {
      measured.put(
          Signal.BATCH_LOSS, byDomain(known, outputs, (o, row) -> losses.get(o).ofExample(row)));
    }
    if (wanted.contains(Signal.TOKEN_EXCESS) && reference != null) {
      ImmutableList<TokenLosses> expected = TokenLosses.of(reference, known.data());
      measured.put(
          Signal.TOKEN_EXCESS,
          byDomain(known, outputs, (o, row) -> losses.get(o).excess(expected.get(o), row)));
    }
  }

  /** Gives a number of one output and one row of a batch. */
  private interface OfRow {
    TokenLoss get(int output, int row);
  }

  private ImmutableMap<String, Double> byDomain(
      MixedBatch batch, ImmutableList<String> outputs, OfRow rows) {
    Map<String, List<TokenLoss>> sums = new LinkedHashMap<>();
    ImmutableList<String> domains = batch.domains();
    for (int i = 0; i < domains.size(); i++) {
      List<TokenLoss> own = new ArrayList<>();
      for (int o = 0; o < outputs.size(); o++) {
        own.add(rows.get(o, i));
      }
      sums.merge(domains.get(i), own, TokenLoss::plus);
    }
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach(
        (domain, sum) -> {
          TokenLoss loss = outputWeights.sum(outputs, sum);
          if (loss.tokens() > 0) {
            means.put(domain, loss.perToken());
          }
        });
    return ImmutableMap.copyOf(means);
  }

  /** Returns a report with what was measured since the last one, and forgets it. */
  Feedback addTo(Feedback report) {
    Feedback full = report;
    for (Map.Entry<Signal, ImmutableMap<String, Double>> signal : measured.entrySet()) {
      full = full.with(signal.getKey(), signal.getValue());
    }
    measured.clear();
    return full;
  }
}
