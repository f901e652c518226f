// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a signal's remedy says: to readers who call the builder and to those of a plan. */
class SignalTest {
  private static final Pattern SETTING =
      Pattern.compile("give (\\w+), the .*\\(VersaTune\\.builder\\(\\)\\.(\\w+)\\(map\\).*");

  @ParameterizedTest
  @EnumSource
  void howToSupplyWhatIsKnownBeforeTrainingNamesTheSettingFirst(Signal signal) {
    Matcher said = SETTING.matcher(signal.howToSupply());
    assertThat(said.matches()).isEqualTo(signal.isKnownBeforeTraining());
    if (said.matches()) {
      assertThat(said.group(1)).isEqualTo(said.group(2));
      assertThat(RunBuilder.class.getMethods()).extracting("name").contains(said.group(1));
    }
  }
}
