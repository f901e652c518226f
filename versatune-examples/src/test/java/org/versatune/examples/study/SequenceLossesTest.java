// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.TokenLoss;
import org.versatune.examples.MadeUpText;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.FolderCorpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.Architecture;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.WindowedLanguageModel;
import org.versatune.examples.model.transformer.TransformerSizes;

class SequenceLossesTest {
  @TempDir Path folder;

  private static SequenceLosses of(double[] losses, double[] tokens) {
    return new SequenceLosses(
        ImmutableMap.of(
            "law",
            new SequenceLosses.Domain(
                ImmutableDoubleArray.copyOf(losses), ImmutableDoubleArray.copyOf(tokens))));
  }

  @Test
  void ofSequencesOfOneLengthItIsTheErrorOfTheMean() {
    // Losses a token of 1, 2, 3 and 6: standard deviation √(14/3), over √4.
    SequenceLosses losses = of(new double[] {10, 20, 30, 60}, new double[] {10, 10, 10, 10});

    assertThat(losses.errors().get("law")).isCloseTo(Math.sqrt(14 / 3.0 / 4), within(1e-12));
  }

  @Test
  void aSequenceCountsByItsTokens() {
    // All tokens lose 2 nats, so how they fall into sequences does not matter.
    assertThat(of(new double[] {2, 20, 8}, new double[] {1, 10, 4}).errors().get("law")).isZero();
  }

  @Test
  void whatBothModelsLoseOnASequenceFallsOut() {
    double[] tokens = {10, 10, 10};
    SequenceLosses base = of(new double[] {10, 50, 90}, tokens);
    SequenceLosses later = of(new double[] {12, 52, 92}, tokens);

    assertThat(later.errors().get("law")).isCloseTo(base.errors().get("law"), within(1e-12));
    assertThat(later.less(base).errors().get("law")).isZero();
    assertThatThrownBy(() -> later.less(of(new double[] {1, 2, 3}, new double[] {9, 9, 9})))
        .hasMessageContaining("other sequences");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theyAddUpToTheLossOfTheDomain(boolean transformer) {
    Corpora corpora =
        FolderCorpora.read(
            MadeUpText.write(folder), CorpusOptions.defaults().withAllBytes(), line -> {});
    BytePairTokenizer tokenizer =
        transformer ? DomainTokens.trainTokenizer(corpora, 280) : BytePairTokenizer.ofBytes();
    DomainTokens data = DomainTokens.of(corpora, tokenizer, 16);
    Architecture architecture =
        transformer ? TransformerSizes.small() : new WindowedLanguageModel();
    MultiLayerNetwork network = architecture.create(tokenizer, 3, 0.01, 10);

    SequenceLosses losses = SequenceLosses.of(network, data.evaluation(Split.TEST, 40));

    ImmutableMap<String, TokenLoss> expected =
        DomainLossEvaluator.of(data.evaluation(Split.TEST, 40)).tokenLosses(network);
    ImmutableList<String> domains = expected.keySet().asList();
    assertThat(losses.domains().keySet()).containsExactlyElementsOf(domains);
    expected.forEach(
        (domain, loss) -> {
          SequenceLosses.Domain found = requireNonNull(losses.domains().get(domain));
          assertThat(found.losses().stream().sum())
              .isCloseTo(loss.total(), within(1e-5 * loss.total()));
          assertThat(found.tokens().stream().sum()).isEqualTo((double) loss.tokens());
        });
  }
}
