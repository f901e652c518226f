// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

class RowCopyTest {
  private static final ImmutableList<DataType> TYPES =
      ImmutableList.of(
          DataType.FLOAT,
          DataType.DOUBLE,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.INT8,
          DataType.UINT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64);

  private enum Kind {
    ROWS,
    IDS,
    VECTORS_IN_TIME,
    ONE_LABEL,
    IMAGES
  }

  /** Whole numbers that differ from place to place, in one of several layouts in memory. */
  private static INDArray array(SplittableRandom random, DataType type, long... shape) {
    long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    INDArray values =
        Nd4j.createFromArray(random.doubles(length).map(u -> Math.floor(u * 100)).toArray())
            .reshape(shape)
            .castTo(type);
    return laidOut(random, values);
  }

  private static INDArray laidOut(SplittableRandom random, INDArray values) {
    return switch (random.nextInt(4)) {
      case 0 -> values;
      case 1 -> values.dup('f');
      case 2 -> everyOtherRow(values);
      default -> reversed(values);
    };
  }

  /** In every other row of a larger array. */
  private static INDArray everyOtherRow(INDArray values) {
    long[] doubled = values.shape().clone();
    doubled[0] *= 2;
    INDArray view =
        Nd4j.create(values.dataType(), doubled).get(NDArrayIndex.interval(0, 2, doubled[0]));
    return view.assign(values);
  }

  /** In all but the first place along the last dimension, with reversed axes in memory. */
  private static INDArray reversed(INDArray values) {
    int last = values.rank() - 1;
    long[] wider = values.shape().clone();
    wider[last]++;
    long[] turned = new long[wider.length];
    int[] axes = new int[wider.length];
    INDArrayIndex[] indices = new INDArrayIndex[wider.length];
    for (int i = 0; i < wider.length; i++) {
      turned[i] = wider[last - i];
      axes[i] = last - i;
      indices[i] = NDArrayIndex.all();
    }
    indices[last] = NDArrayIndex.interval(1, wider[last]);
    return Nd4j.create(values.dataType(), turned).permute(axes).get(indices).assign(values);
  }

  private static @Nullable INDArray mask(
      SplittableRandom random, DataType type, long examples, long outputs, long steps) {
    long[][] shapes = {{examples, 1}, {examples, steps}, {examples, outputs, steps}};
    int kind = random.nextInt(4);
    if (kind == 3 || (kind == 2 && outputs == 0)) {
      return null;
    }
    INDArray values = Nd4j.zeros(DataType.DOUBLE, shapes[kind]);
    for (long i = 0; i < values.length(); i++) {
      values.putScalar(i, random.nextInt(2));
    }
    return laidOut(random, values.castTo(random.nextBoolean() ? DataType.INT32 : type));
  }

  private static DataSet batch(
      SplittableRandom random, Kind kind, DataType features, DataType labels) {
    int b = 1 + random.nextInt(4);
    int t = 1 + random.nextInt(5);
    return switch (kind) {
      case ROWS ->
          new DataSet(
              array(random, features, b, 3),
              array(random, labels, b, 2),
              null,
              mask(random, labels, b, 0, 2));
      case IDS ->
          new DataSet(
              array(random, features, b, t),
              array(random, labels, b, 3, t),
              mask(random, DataType.FLOAT, b, 0, t),
              mask(random, DataType.FLOAT, b, 3, t));
      case VECTORS_IN_TIME ->
          new DataSet(
              array(random, features, b, 2, t),
              array(random, labels, b, 3, t),
              mask(random, DataType.DOUBLE, b, 2, t),
              mask(random, DataType.FLOAT, b, 3, t));
      case ONE_LABEL ->
          new DataSet(
              array(random, features, b, 2, t),
              array(random, labels, b, 3),
              mask(random, DataType.FLOAT, b, 0, t),
              null);
      case IMAGES ->
          new DataSet(
              array(random, features, b, 2, 3, 4),
              array(random, labels, b, 3, 2, 2),
              null,
              random.nextBoolean() ? null : Nd4j.ones(DataType.FLOAT, b, 2, 2));
    };
  }

  @Property(tries = 400)
  void bytesGiveWhatArrayOperationsGive(
      @ForAll long seed,
      @ForAll Kind kind,
      @ForAll @IntRange(min = 1, max = 5) int batches,
      @ForAll @IntRange(max = 8) int featuresType,
      @ForAll @IntRange(max = 8) int labelsType) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Example> pool = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      DataSet batch = batch(random, kind, TYPES.get(featuresType), TYPES.get(labelsType));
      pool.addAll(Example.of("law", LabelMasks.complete(batch, "it")));
    }
    List<Example> chosen = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      chosen.add(pool.get(random.nextInt(pool.size())));
      BatchMerger.requireFit(chosen.get(0), chosen.get(i));
    }

    DataSet byBytes =
        BatchMerger.merge(chosen, (t, s, p) -> Objects.requireNonNull(RowCopy.byBytes(t, s, p)))
            .dataSet();
    DataSet byArrays = BatchMerger.merge(chosen, RowCopy::byArrays).dataSet();

    requireSame(byBytes.getFeatures(), byArrays.getFeatures());
    requireSame(byBytes.getLabels(), byArrays.getLabels());
    requireSame(byBytes.getFeaturesMaskArray(), byArrays.getFeaturesMaskArray());
    requireSame(byBytes.getLabelsMaskArray(), byArrays.getLabelsMaskArray());
    for (int i = 0; i < chosen.size(); i++) {
      INDArray row = chosen.get(i).features().get(0).values().row(chosen.get(i).row());
      INDArray merged = byBytes.getFeatures().slice(i);
      if (merged.length() == row.length()) {
        requireSame(merged, row);
      }
    }
  }

  /** {@code INDArray.equals} lets small differences pass, and says nothing of types. */
  private static void requireSame(@Nullable INDArray actual, @Nullable INDArray expected) {
    if (actual == null || expected == null) {
      assertThat(actual).isEqualTo(expected);
      return;
    }
    assertThat(actual.dataType()).isEqualTo(expected.dataType());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    INDArray own = actual.dup('c');
    INDArray other = expected.dup('c');
    ByteBuffer bytes = Objects.requireNonNull(Rows.bytesOf(own));
    assertThat(bytes).isEqualTo(Objects.requireNonNull(Rows.bytesOf(other)));
    assertThat(bytes.capacity()).isGreaterThan(0);
  }

  @Test
  void rowsOfAnyLayoutKeepTheirValues() {
    SplittableRandom random = new SplittableRandom(5);
    for (DataType type : TYPES) {
      for (int i = 0; i < 12; i++) {
        INDArray array = array(random, type, 3, 2, 4);
        List<Example> examples =
            Example.of("law", new DataSet(array, array(random, DataType.FLOAT, 3, 2)));
        INDArray merged =
            BatchMerger.merge(List.of(examples.get(2), examples.get(0))).getFeatures();
        for (int c = 0; c < 2; c++) {
          for (int t = 0; t < 4; t++) {
            assertThat(merged.getDouble(0, c, t)).isEqualTo(array.getDouble(2, c, t));
            assertThat(merged.getDouble(1, c, t)).isEqualTo(array.getDouble(0, c, t));
          }
        }
      }
    }
  }

  @Test
  void examplesKeepTheirValuesWhenTheSourceWritesAgain() {
    INDArray features = Nd4j.ones(2, 3);
    List<Example> examples = Example.of("law", new DataSet(features, Nd4j.ones(2, 2)));
    features.assign(7);

    assertThat(BatchMerger.merge(examples).getFeatures().sumNumber().doubleValue()).isEqualTo(6);
  }

  @Test
  void refusesAMaskWhoseValuesWouldChange() {
    INDArray ones = Nd4j.ones(DataType.FLOAT, 2, 3, 4);
    for (double value : new double[] {0.1, 1e-60, 1 / 3.0, 1e300, 16777217}) {
      INDArray mask = Nd4j.valueArrayOf(new long[] {2, 4}, value, DataType.DOUBLE);
      DataSet batch = new DataSet(ones, ones, mask, Nd4j.ones(DataType.FLOAT, 2, 4));

      assertThatThrownBy(() -> Example.of("law", LabelMasks.complete(batch, "it")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("features mask of domain 'law'")
          .hasMessageContaining("DOUBLE and holds " + value)
          .hasMessageContaining("castTo(DataType.FLOAT)");
    }
  }

  @Test
  void convertsAMaskWhoseValuesStay() {
    INDArray ones = Nd4j.ones(DataType.FLOAT, 2, 3, 4);
    INDArray mask = Nd4j.valueArrayOf(new long[] {2, 4}, 0.25, DataType.DOUBLE);
    DataSet batch = new DataSet(ones, ones, mask, Nd4j.ones(DataType.INT32, 2, 4));

    DataSet merged = BatchMerger.merge(Example.of("law", LabelMasks.complete(batch, "it")));

    requireSame(merged.getFeaturesMaskArray(), mask.castTo(DataType.FLOAT));
    requireSame(merged.getLabelsMaskArray(), Nd4j.ones(DataType.FLOAT, 2, 4));
  }
}
