package org.versatune.examples.study;

import com.google.common.collect.ImmutableMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.dl4j.DomainLossEvaluator;

/**
 * Losses of a model by domain.
 *
 * @param validation on the text that steers, nats/token
 * @param test on the text that is compared in the end, nats/token
 */
record Measured(ImmutableMap<String, Double> validation, ImmutableMap<String, Double> test) {

  static Measured of(MultiLayerNetwork network, StudyData data) {
    return new Measured(
        DomainLossEvaluator.of(data.validation()).losses(network),
        DomainLossEvaluator.of(data.test()).losses(network));
  }
}
