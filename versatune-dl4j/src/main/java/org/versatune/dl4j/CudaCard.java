// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An NVIDIA card as ND4J's CUDA backend sees it.
 *
 * <p>The native library of nd4j-cuda-11.6:1.0.0-M2.1 holds machine code for the compute
 * capabilities 3.7, 5.0, 5.2, 6.0, 6.1, 7.0, 7.5, 8.0 and 8.6 (read off the library's sections) and
 * nothing that a driver could compile for others. Machine code runs on its own and later minor
 * versions of a major one. On a later card the backend loads, and the first array seems to hang
 * instead of failing: the driver compiles cuBLAS for the card, which had not come to an end after
 * 140 s on an H200, and then there is no code for ND4J's own part.
 *
 * @param number as ND4J and CUDA count
 * @param name as the driver names it
 * @param major compute capability, the number before the point
 * @param minor compute capability, the number after it
 */
record CudaCard(int number, String name, int major, int minor) {

  boolean isSupported() {
    return (major == 3 && minor >= 7) || (major >= 5 && major <= 8);
  }

  /**
   * Returns an error message where the backend cannot compute on some of the cards.
   *
   * @return empty where it can on all
   */
  static Optional<String> problem(List<CudaCard> cards) {
    ImmutableList<CudaCard> unsupported =
        cards.stream().filter(card -> !card.isSupported()).collect(ImmutableList.toImmutableList());
    if (unsupported.isEmpty()) {
      return Optional.empty();
    }
    String usable =
        cards.stream()
            .filter(CudaCard::isSupported)
            .map(card -> Integer.toString(card.number()))
            .collect(Collectors.joining(","));
    return Optional.of(
        "ND4J's CUDA backend holds code for compute capability 3.7 to 8.9, and none for "
            + unsupported.stream().map(CudaCard::describe).collect(Collectors.joining(", "))
            + ". "
            + (usable.isEmpty()
                ? "Take"
                : "Set CUDA_VISIBLE_DEVICES=" + usable + " to leave it out, or take")
            + " the CPU backend (org.nd4j:nd4j-native-platform) instead; or train with something else"
            + " and let versatune-core say what on");
  }

  private String describe() {
    return "card " + number + " (" + name + ", " + major + "." + minor + ")";
  }
}
