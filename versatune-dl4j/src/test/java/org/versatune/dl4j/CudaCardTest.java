// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaCardTest {

  @ParameterizedTest
  @CsvSource({"3,7", "5,0", "6,1", "7,0", "7,5", "8,0", "8,6", "8,9"})
  void cardsThatTheBackendHasCodeForAreFine(int major, int minor) {
    assertThat(CudaCard.problem(List.of(new CudaCard(0, "card", major, minor)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2,1", "3,5", "9,0", "10,0", "12,0"})
  void othersAreNamed(int major, int minor) {
    assertThat(CudaCard.problem(List.of(new CudaCard(0, "NVIDIA X", major, minor))))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("card 0 (NVIDIA X, " + major + "." + minor + ")", "nd4j-native")
                    .doesNotContain("CUDA_VISIBLE_DEVICES"));
  }

  @Test
  void oneAmongSeveralCanBeLeftOut() {
    assertThat(
            CudaCard.problem(
                List.of(
                    new CudaCard(0, "A100", 8, 0),
                    new CudaCard(1, "H100", 9, 0),
                    new CudaCard(2, "L4", 8, 9))))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("card 1 (H100, 9.0)", "CUDA_VISIBLE_DEVICES=0,2")
                    .doesNotContain("A100"));
  }
}
