// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class ByteSequencesTest {

  @Property(tries = 50)
  void thePiecesAreTheTextAgain(
      @ForAll @NotEmpty String text, @ForAll @IntRange(min = 1, max = 9) int steps) {
    DataSet data = ByteSequences.of(List.of("", text), steps);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (int i = 0; i < data.numExamples(); i++) {
      int before = ByteSequences.BEGIN;
      for (int t = 0; t < steps; t++) {
        boolean counts =
            data.getLabelsMaskArray() == null || data.getLabelsMaskArray().getInt(i, t) == 1;
        if (counts) {
          assertThat(data.getFeatures().getInt(i, t)).isEqualTo(before);
          before = data.getLabels().getInt(i, 0, t);
          read.write(before);
        }
      }
    }

    assertThat(read.toByteArray()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    assertThat(LabelMasks.tokens(LabelMasks.complete(data, "it"))).isEqualTo(read.size());
  }

  @Test
  void fullPiecesNeedNoMask() {
    assertThat(ByteSequences.of(List.of("abcd", "äö"), 2).hasMaskArrays()).isFalse();
  }

  @Test
  void nothingToLearnFromIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSequences.of(List.of("", ""), 4))
        .withMessageContaining("2 texts");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSequences.of(List.of("a"), 0))
        .withMessageContaining("0 bytes");
  }
}
