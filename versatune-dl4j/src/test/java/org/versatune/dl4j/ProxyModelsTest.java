// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.DomainDistribution;
import org.versatune.scheduling.RegMixSearch;

@Timeout(120)
class ProxyModelsTest {
  private static DomainDistribution mix(double law, double medicine, double code) {
    return DomainDistribution.of(ThreeDomains.NAMES, law, medicine, code);
  }

  @Test
  void aProxyIsATrainedCopyAndTheModelStaysAsItWas() {
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    INDArray parameters = model.params().dup();
    ProxyModels.Builder builder = ProxyModels.builder(model);
    ThreeDomains.NAMES.forEach(
        domain ->
            builder.domain(domain, ThreeDomains.training(domain), ThreeDomains.validation(domain)));
    ProxyModels proxies = builder.steps(2).batchSize(4).build();
    long node = Nd4j.getRandom().nodeState();
    ImmutableMap<String, Double> losses = proxies.losses(mix(0, 1, 0));

    assertThat(model.params()).isEqualTo(parameters);
    assertThat(Nd4j.getRandom().nodeState()).isEqualTo(node);
    // The same by hand: two batches of the domain's own source.
    Network twin = Network.of(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS));
    ShuffledDataSetIterator source = (ShuffledDataSetIterator) ThreeDomains.training("medicine");
    twin.fit(source.next(4));
    twin.fit(source.next(4));
    assertThat(losses).isEqualTo(ThreeDomains.evaluator().losses(twin.model()));
    // Whatever was trained in between, and in whatever order the mix lists the domains.
    proxies.losses(mix(1, 0, 0));
    assertThat(
            proxies.losses(
                DomainDistribution.of(ImmutableList.of("code", "medicine", "law"), 0, 1, 0)))
        .isEqualTo(losses);
  }

  @Test
  void lossesOfASampleAreThoseOfAnEvaluatorOnIt() {
    ProxyModels.Builder builder =
        ProxyModels.builder(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS));
    DomainLossEvaluator.Builder evaluator = DomainLossEvaluator.builder();
    for (String domain : ThreeDomains.NAMES) {
      builder.domain(domain, ThreeDomains.training(domain), ThreeDomains.validation(domain));
      evaluator.validation(domain, ThreeDomains.validation(domain));
    }
    ProxyModels whole = builder.steps(1).batchSize(4).build();
    ImmutableMap<String, Double> ofAll = whole.losses(mix(1, 0, 0));

    ImmutableMap<String, Double> sampled =
        builder.validationSample(2, 5).build().losses(mix(1, 0, 0));

    Network twin = Network.of(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS));
    twin.fit(((ShuffledDataSetIterator) ThreeDomains.training("law")).next(4));
    assertThat(sampled)
        .isEqualTo(evaluator.sample(2, 5).build().losses(twin.model()))
        .isNotEqualTo(ofAll);
  }

  @Test
  void influenceIsTheShareByWhichTrainingOnOneLoweredTheOther() {
    ProxyModels proxies = ThreeDomains.proxies(20);
    ImmutableMap<String, Double> before =
        ThreeDomains.evaluator().losses(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS));
    double first = before.getOrDefault("law", Double.NaN);
    double after = proxies.losses(mix(0, 0, 1)).getOrDefault("law", Double.NaN);

    ImmutableTable<String, String, Double> influence = proxies.influence();

    assertThat(influence.size()).isEqualTo(9);
    assertThat(influence.values()).allMatch(value -> value >= 0 && value <= 1);
    assertThat(influence.get("code", "law"))
        .isCloseTo(Math.max(1 - after / first, 0), within(1e-12));
    for (String domain : ThreeDomains.NAMES) {
      assertThat(influence.column(domain).values().stream().mapToDouble(v -> v).max().orElseThrow())
          .as("a domain helps itself most")
          .isEqualTo(influence.row(domain).getOrDefault(domain, Double.NaN))
          .isPositive();
    }
  }

  @Test
  void trialsAreOneAMixInOrder() {
    ProxyModels proxies = ThreeDomains.proxies(3);
    ImmutableList<DomainDistribution> mixes = ImmutableList.of(mix(1, 0, 0), mix(0.2, 0.2, 0.6));

    ImmutableList<RegMixSearch.Trial> trials = proxies.trials(mixes);

    assertThat(trials.stream().map(RegMixSearch.Trial::mix)).isEqualTo(mixes);
    assertThat(trials.get(1).losses()).isEqualTo(proxies.losses(mixes.get(1)));
    assertThat(trials.get(0).losses()).isNotEqualTo(trials.get(1).losses());
  }

  @Test
  void refusesWhatItCannotTrain() {
    ProxyModels.Builder none =
        ProxyModels.builder(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS));
    assertThatThrownBy(none.steps(1)::build).hasMessageContaining("no domain given");
    assertThatThrownBy(() -> none.steps(0)).hasMessageContaining("at least 1");
    ProxyModels.Builder endless =
        ProxyModels.builder(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS))
            .domain("law", ThreeDomains.training("law"), ThreeDomains.validation("law"));
    assertThatThrownBy(endless::build).hasMessageContaining("call steps(n)");
    assertThatThrownBy(
            () ->
                endless.domain("law", ThreeDomains.training("law"), ThreeDomains.validation("law")))
        .hasMessageContaining("'law' is given twice");
    ProxyModels proxies = ThreeDomains.proxies(1);
    assertThatThrownBy(() -> proxies.losses(DomainDistribution.uniform("law", "poetry")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("poetry");
  }
}
