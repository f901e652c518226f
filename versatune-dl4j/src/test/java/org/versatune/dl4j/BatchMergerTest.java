// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class BatchMergerTest {

  private static ImmutableList<Example> examples(DataSet batch) {
    return Example.of("law", LabelMasks.complete(batch, "it"));
  }

  /** What a batch costs is what its examples cost alone, whatever was padded and masked. */
  @Property(tries = 60)
  void theLossOfTheBatchIsTheSumOfTheLossesOfItsExamples(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size, @ForAll boolean sparse) {
    SplittableRandom random = new SplittableRandom(seed);
    Network network = Network.of(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS, sparse, 0, 1));
    List<Example> examples = new ArrayList<>();
    ImmutableList<SmallData.Masks> kinds = ImmutableList.copyOf(SmallData.Masks.values());
    double expected = 0;
    long tokens = 0;
    for (int i = 0; i < size; i++) {
      SmallData.Masks masks = kinds.get(random.nextInt(kinds.size()));
      DataSet batch =
          LabelMasks.complete(
              SmallData.sequences(
                  random.nextLong(), 1 + random.nextInt(3), 2 + random.nextInt(5), sparse, masks),
              "it");
      int chosen = random.nextInt(batch.numExamples());
      examples.add(examples(batch).get(chosen));
      DataSet alone = (DataSet) batch.getRange(chosen, chosen + 1);
      expected += network.losses(Batch.of(alone, "it"), "it").get(0).total();
      tokens += LabelMasks.tokens(alone);
    }

    DataSet merged = BatchMerger.merge(examples);

    assertThat(LabelMasks.tokens(merged)).isEqualTo(tokens);
    assertThat(network.losses(Batch.of(merged, "it"), "it").get(0).total())
        .isCloseTo(expected, within(1e-4));
    assertThat(merged.numExamples()).isEqualTo(size);
  }

  @Test
  void rowsKeepTheirOrderAndNeedNoMask() {
    List<Example> rows = new ArrayList<>(examples(SmallData.rows(1, 10, 3)));
    rows.add(examples(SmallData.rows(2, 50, 1)).get(0));

    DataSet merged = BatchMerger.merge(rows);

    assertThat(merged.getFeatures().toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{10, 1, 0, 0}, {11, 1, 0, 0}, {12, 1, 0, 0}, {50, 2, 0, 0}});
    assertThat(merged.getLabels().argMax(1).toIntVector()).containsExactly(1, 2, 0, 2);
    assertThat(merged.hasMaskArrays()).isFalse();
  }

  @Test
  void masksOfRowsStayWithTheirRows() {
    DataSet masked = SmallData.rows(1, 0, 2);
    masked.setLabelsMaskArray(Nd4j.create(new double[][] {{0}, {1}}));
    List<Example> rows = new ArrayList<>(examples(SmallData.rows(1, 10, 2)));
    rows.addAll(examples(masked));

    DataSet merged = BatchMerger.merge(rows);

    assertThat(merged.getLabelsMaskArray().toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{1}, {1}, {0}, {1}});
    assertThat(LabelMasks.tokens(merged)).isEqualTo(3);
  }

  @Test
  void idsOfUnequalLengthArePaddedAndMasked() {
    List<Example> sequences = new ArrayList<>();
    sequences.addAll(examples(SmallData.sequences(1, 1, 2, true, SmallData.Masks.NONE)));
    sequences.addAll(examples(SmallData.sequences(2, 1, 4, true, SmallData.Masks.NONE)));

    DataSet merged = BatchMerger.merge(sequences);

    double[][] mask = {{1, 1, 0, 0}, {1, 1, 1, 1}};
    assertThat(merged.getFeatures().shape()).containsExactly(2, 4);
    assertThat(merged.getLabels().shape()).containsExactly(2, 1, 4);
    assertThat(merged.getFeaturesMaskArray().toDoubleMatrix()).isDeepEqualTo(mask);
    assertThat(merged.getLabelsMaskArray().toDoubleMatrix()).isDeepEqualTo(mask);
    assertThat(merged.getFeatures().getDouble(0, 3)).isZero();
  }

  @Test
  void vectorsInTimeArePaddedAndMasked() {
    DataSet shorter = new DataSet(Nd4j.ones(1, 5, 2), Nd4j.ones(1, 3, 2));
    DataSet longer = new DataSet(Nd4j.ones(1, 5, 3).muli(2), Nd4j.ones(1, 3, 3));
    List<Example> sequences = new ArrayList<>(examples(shorter));
    sequences.addAll(examples(longer));

    DataSet merged = BatchMerger.merge(sequences);

    assertThat(merged.getFeatures().shape()).containsExactly(2, 5, 3);
    assertThat(merged.getFeatures().sumNumber().doubleValue()).isEqualTo(10 + 30);
    assertThat(merged.getLabelsMaskArray().toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{1, 1, 0}, {1, 1, 1}});
    assertThat(merged.getFeaturesMaskArray()).isEqualTo(merged.getLabelsMaskArray());
  }

  @Test
  void aSequenceWithOneLabelNeedsAFeaturesMaskOnly() {
    List<Example> sequences =
        new ArrayList<>(examples(new DataSet(Nd4j.ones(1, 5, 2), Nd4j.ones(1, 3))));
    sequences.addAll(examples(new DataSet(Nd4j.ones(1, 5, 3), Nd4j.ones(1, 3))));

    DataSet merged = BatchMerger.merge(sequences);

    assertThat(merged.getFeaturesMaskArray().toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{1, 1, 0}, {1, 1, 1}});
    assertThat(merged.getLabelsMaskArray()).isNull();
  }

  @Test
  void imagesAndMasksForEachOutput() {
    DataSet image = new DataSet(Nd4j.ones(1, 2, 3, 4), Nd4j.ones(1, 2));
    DataSet masked = new DataSet(Nd4j.zeros(1, 2, 3, 4), Nd4j.ones(1, 2));
    masked.setLabelsMaskArray(Nd4j.create(new double[][] {{0, 1}}));
    List<Example> images = new ArrayList<>(examples(image));
    images.addAll(examples(masked));

    DataSet merged = BatchMerger.merge(images);

    assertThat(merged.getFeatures().shape()).containsExactly(2, 2, 3, 4);
    assertThat(merged.getFeatures().get(NDArrayIndex.point(0)).sumNumber().doubleValue())
        .isEqualTo(24);
    assertThat(merged.getLabelsMaskArray().toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{1, 1}, {0, 1}});
  }

  @Test
  void perOutputMasksInTimeMixWithPlainOnes() {
    INDArray labels = Nd4j.ones(1, 3, 2);
    DataSet perOutput = new DataSet(Nd4j.ones(1, 4, 2), labels, null, Nd4j.ones(1, 3, 2));
    perOutput.getLabelsMaskArray().putScalar(new int[] {0, 1, 0}, 0);
    DataSet perStep =
        new DataSet(Nd4j.ones(1, 4, 2), labels, null, Nd4j.create(new double[][] {{1, 0}}));
    DataSet longer = new DataSet(Nd4j.ones(1, 4, 3), Nd4j.ones(1, 3, 3));
    List<Example> sequences = new ArrayList<>(examples(perOutput));
    sequences.addAll(examples(perStep));
    sequences.addAll(examples(longer));

    INDArray mask = BatchMerger.merge(sequences).getLabelsMaskArray();

    assertThat(mask.shape()).containsExactly(3, 3, 3);
    assertThat(mask.slice(0).toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{1, 1, 0}, {0, 1, 0}, {1, 1, 0}});
    assertThat(mask.slice(1).toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}});
    assertThat(mask.slice(2).sumNumber().doubleValue()).isEqualTo(9);
  }

  @Test
  void namesTheDomainsWhoseTypesDiffer() {
    DataSet rows = SmallData.rows(0, 5, 1);
    Example law = examples(rows).get(0);
    for (DataType type :
        List.of(DataType.DOUBLE, DataType.INT32, DataType.INT64, DataType.FLOAT16)) {
      Example features =
          Example.of("code", new DataSet(rows.getFeatures().castTo(type), rows.getLabels())).get(0);
      Example labels =
          Example.of("code", new DataSet(rows.getFeatures(), rows.getLabels().castTo(type))).get(0);

      assertThatThrownBy(() -> BatchMerger.requireFit(law, features))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'code' gives features of type " + type)
          .hasMessageContaining("'law' of type FLOAT");
      assertThatThrownBy(() -> BatchMerger.requireFit(law, labels))
          .hasMessageContaining("'code' gives labels of type " + type);
    }
  }

  @Test
  void refusesMasksOfAnotherLength() {
    for (long[] shape : new long[][] {{2, 3}, {2, 5}, {2, 2}, {1, 4}, {3, 4}, {2, 3, 3}, {8}}) {
      DataSet labels = new DataSet(Nd4j.ones(2, 5, 4), Nd4j.ones(2, 3, 4));
      labels.setLabelsMaskArray(Nd4j.ones(shape));
      DataSet features = new DataSet(Nd4j.ones(2, 5, 4), Nd4j.ones(2, 3, 4));
      features.setFeaturesMaskArray(Nd4j.ones(shape));

      assertThatThrownBy(() -> LabelMasks.complete(labels, "the source of domain 'law'"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("domain 'law' gave a labels mask of shape")
          .hasMessageContaining("labels of shape [2, 3, 4]");
      assertThatThrownBy(() -> LabelMasks.complete(features, "the source of domain 'law'"))
          .hasMessageContaining("features mask of shape")
          .hasMessageContaining("[2, 5, 4]");
    }
  }

  @Test
  void namesTheDomainsWhoseShapesDiffer() {
    Example law = examples(SmallData.rows(0, 0, 1)).get(0);
    Example code = Example.of("code", new DataSet(Nd4j.ones(1, 9), Nd4j.ones(1, 3))).get(0);

    assertThatThrownBy(() -> BatchMerger.requireFit(law, code))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'code' gives features of shape [9]")
        .hasMessageContaining("'law' of shape [4]");
    Example wide = Example.of("code", new DataSet(Nd4j.ones(1, 4), Nd4j.ones(1, 7))).get(0);
    assertThatThrownBy(() -> BatchMerger.requireFit(law, wide))
        .hasMessageContaining("'code' gives labels of shape [7]");
  }
}
