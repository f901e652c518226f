// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.CharMatcher;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.detection.DomainClassifier;

class WrittenMixTest {
  private static final DomainDistribution MIX =
      DomainDistribution.of(List.of("a", "b"), 0.75, 0.25);

  /** The share of a domain is that of its letter. */
  private static final DomainClassifier LETTERS =
      text ->
          text.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  DomainDistribution.relative(
                      List.of("a", "b"), count(text, 'a'), count(text, 'b')));

  private static double count(String text, char letter) {
    return CharMatcher.is(letter).countIn(text);
  }

  @Test
  void sharesAreMeanJudgementsOfTheStarts() {
    WrittenMix written = WrittenMix.of(List.of("aaaabbbb", "aabb"), 4, LETTERS, MIX);

    assertThat(written.shares().toArray()).containsExactly(new double[] {0.75, 0.25}, within(1e-9));
    assertThat(written.totalVariation()).isCloseTo(0, within(1e-9));
    assertThat(written.halvesDisagree()).isEqualTo(0.5);
    assertThat(WrittenMix.of(List.of("bb"), 4, LETTERS, MIX).totalVariation())
        .isCloseTo(0.75, within(1e-9));
  }

  @Test
  void declinedTextsAreCountedAndLeftOut() {
    WrittenMix written = WrittenMix.of(List.of("", "a", "ab"), 4, LETTERS, MIX);

    // "a" has an empty half, so "ab" alone has two halves that are judged.
    assertThat(written.shares().toArray()).containsExactly(new double[] {0.75, 0.25}, within(1e-9));
    assertThat(written.declined()).isEqualTo(1);
    assertThat(written.halvesDisagree()).isEqualTo(1);
    assertThatThrownBy(() -> WrittenMix.of(List.of(""), 4, LETTERS, MIX))
        .hasMessageContaining("none of 1 texts was judged");
  }

  @Test
  void noiseIsWhatAPerfectSamplerShows() {
    SplittableRandom random = new SplittableRandom(1);
    int texts = 200;
    double sum = 0;
    for (int trial = 0; trial < 2000; trial++) {
      int a = 0;
      for (int i = 0; i < texts; i++) {
        a += random.nextDouble() < 0.75 ? 1 : 0;
      }
      sum += Math.abs(a / (double) texts - 0.75);
    }

    // The mean of 2 000 trials, each with a deviation of about 0.018, is sure to 0.0016.
    assertThat(WrittenMix.noise(MIX, texts)).isCloseTo(sum / 2000, within(0.002));
  }

  @Test
  void prefixesEndWithWholeCharacters() {
    assertThat(WrittenMix.prefix("a\u00e9z", 2)).isEqualTo("a");
    assertThat(WrittenMix.prefix("a\u00e9z", 3)).isEqualTo("a\u00e9");
    assertThat(WrittenMix.prefixes(List.of("abc", "d"), 2)).containsExactly("ab", "d");
  }
}
