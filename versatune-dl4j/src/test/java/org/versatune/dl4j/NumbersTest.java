// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Numbers of arrays, read where they lie. */
class NumbersTest {
  private static final int ALL = 1 << 16;

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"HALF", "BFLOAT16"})
  void everyNumberOf16BitsIsThatOfTheBackend(DataType type) {
    INDArray array = Nd4j.create(type, ALL);
    ShortBuffer bits = array.data().asNio().order(ByteOrder.nativeOrder()).asShortBuffer();
    for (int i = 0; i < ALL; i++) {
      bits.put(i, (short) i);
    }
    double[] expected = array.castTo(DataType.DOUBLE).data().asDouble();

    IntToDoubleFunction numbers = Numbers.of(array);

    double[] read = new double[ALL];
    for (int i = 0; i < ALL; i++) {
      read[i] = numbers.applyAsDouble(i);
    }
    assertThat(read).containsExactly(expected);
    assertThat(read[0x3C00]).isEqualTo(type == DataType.FLOAT16 ? 1 : 0.0078125);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"HALF", "BFLOAT16", "FLOAT", "DOUBLE", "INT"})
  void aViewIsReadInTheOrderOfItsExamples(DataType type) {
    INDArray view = Nd4j.arange(12).castTo(type).reshape(3, 4).transpose();

    IntToDoubleFunction numbers = Numbers.of(view);

    assertThat(numbers.applyAsDouble(1)).isEqualTo(4);
    assertThat(numbers.applyAsDouble(3)).isEqualTo(1);
  }
}
