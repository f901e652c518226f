// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreNullsTest {
  @Test
  void everyNullIsNamed(@TempDir Path folder) throws Exception {
    NullSweep sweep = new NullSweep(CoreSamples.over(folder)).readLater("text.domainTexts");

    assertThat(sweep.over(PublicApi.classes("org.versatune", "versatune-core/target/classes/")))
        .isEmpty();
    assertThat(sweep.calls()).isGreaterThan(300);
  }
}
