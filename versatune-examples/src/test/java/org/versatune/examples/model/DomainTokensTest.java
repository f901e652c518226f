// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.DomainDistribution;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.examples.MadeUpText;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.FolderCorpora;
import org.versatune.examples.corpora.Split;

class DomainTokensTest {
  private static DomainTokens data;

  @BeforeAll
  static void read(@TempDir Path folder) {
    data =
        DomainTokens.of(
            FolderCorpora.read(
                MadeUpText.write(folder), CorpusOptions.defaults().withAllBytes(), line -> {}),
            BytePairTokenizer.ofBytes(),
            32);
  }

  private static Map<String, String> firstBatches(ImmutableMap<String, DataSetIterator> iterators) {
    return ImmutableMap.copyOf(
        Maps.transformValues(iterators, iterator -> iterator.next().getFeatures().toString()));
  }

  @Test
  void sizesAreThoseOfTheTrainingText() {
    assertThat(data.domains()).containsExactly("boats", "numbers", "shouts");
    data.training(100_000, 1)
        .forEach(
            (domain, iterator) ->
                assertThat(data.sizes()).containsEntry(domain, iterator.next().numExamples()));
  }

  @Test
  void trainingDependsOnTheSeedAlone() {
    assertThat(firstBatches(data.training(8, 3))).isEqualTo(firstBatches(data.training(8, 3)));
    assertThat(firstBatches(data.training(8, 4))).isNotEqualTo(firstBatches(data.training(8, 3)));
  }

  @Test
  void evaluationReadsTheSameSequencesEachTime() {
    assertThat(firstBatches(data.evaluation(Split.VALIDATION, 5)))
        .isEqualTo(firstBatches(data.evaluation(Split.VALIDATION, 5)))
        .isNotEqualTo(firstBatches(data.evaluation(Split.TEST, 5)));
    data.evaluation(Split.TEST, 5)
        .values()
        .forEach(iterator -> assertThat(iterator.next().numExamples()).isEqualTo(5));
  }

  @Test
  void aBaseModelKnowsWhatItWasTrainedOn() {
    BaseModel settings =
        BaseModel.on(data, new WindowedLanguageModel())
            .mix(DomainDistribution.of(data.domains(), 0.95, 0.04, 0.01))
            .steps(40)
            .batchSize(8)
            .seed(5);

    MultiLayerNetwork model = settings.train().network();

    Map<String, Double> losses =
        DomainLossEvaluator.of(data.evaluation(Split.TEST, 20)).losses(model);
    assertThat(losses.get("boats")).isLessThan(losses.get("shouts"));
    assertThat(settings.train().network().params()).isEqualTo(model.params());
  }

  @Test
  void excerptsAndBytesPerTokenAreThoseOfTheText() {
    data.bytesPerToken(Split.TEST, 5, 1).values().forEach(bytes -> assertThat(bytes).isEqualTo(1));
    data.excerpts(Split.TEST, 5, 20, 1)
        .forEach(
            (domain, texts) -> {
              assertThat(texts).hasSize(5).allMatch(text -> !text.isEmpty() && text.length() <= 20);
              assertThat(texts.stream().allMatch(text -> text.matches("[0-9 ]+")))
                  .isEqualTo(domain.equals("numbers"));
            });
  }

  @Test
  void aMixOverOtherDomainsIsRefused() {
    BaseModel settings =
        BaseModel.on(data, new WindowedLanguageModel())
            .mix(DomainDistribution.uniform("boats", "trains"));

    assertThatThrownBy(settings::train)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("trains");
  }
}
