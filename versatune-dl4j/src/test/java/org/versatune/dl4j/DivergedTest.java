// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.VersaTune;

/** A loss that is no number is refused wherever it comes in, by one check with one message. */
class DivergedTest {

  private static MultiLayerNetwork diverged() {
    MultiLayerNetwork network =
        (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    network.params().putScalar(60, Float.NaN);
    return network;
  }

  private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable call, long step) {
    return assertThatThrownBy(call)
        .hasMessageContaining("VALIDATION_LOSS of domain 'law' at step " + step + " is NaN")
        .hasMessageContaining("training diverged");
  }

  @Test
  void byTheRunThatAListenerReportsTo() {
    VersaTune run = Runs.run().updateEvery(2).build();
    MultiLayerNetwork network = diverged();
    network.setListeners(Runs.validated(run).build());
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(3).build();

    refused(() -> network.fit(train), 2).isInstanceOf(InvalidFeedbackException.class);
    assertThat(run.weights()).isEqualTo(run.setup().initial());
    assertThat(run.reportedStep()).isEqualTo(-1);
  }

  @Test
  void byTheRunThatALoopReportsTo() {
    VersaTune run = Runs.run().build();
    DomainLossEvaluator.Builder evaluator = DomainLossEvaluator.builder();
    ThreeDomains.NAMES.forEach(name -> evaluator.validation(name, ThreeDomains.validation(name)));
    Feedback report = Feedback.at(3).losses(evaluator.build().losses(diverged()));

    refused(() -> run.report(report), 3).isInstanceOf(InvalidFeedbackException.class);
  }

  @Test
  void byReferenceLosses() {
    ReferenceLosses.Builder losses = ReferenceLosses.builder(diverged()).steps(2);
    ThreeDomains.NAMES.forEach(
        name -> losses.domain(name, ThreeDomains.training(name), ThreeDomains.validation(name)));

    refused(() -> losses.build().measure(), 2)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the specialist of domain 'law' failed");
  }

  @Test
  void byProxyModels() {
    ProxyModels.Builder builder = ProxyModels.builder(diverged()).steps(2);
    ThreeDomains.NAMES.forEach(
        name -> builder.domain(name, ThreeDomains.training(name), ThreeDomains.validation(name)));
    ProxyModels proxies = builder.build();

    refused(() -> proxies.losses(DomainDistribution.uniform(ThreeDomains.NAMES)), 2)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the proxy model of");
    refused(proxies::influence, 0).hasMessageContaining("the model before training");
  }
}
