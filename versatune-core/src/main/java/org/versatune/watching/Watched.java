// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.watching;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.Signal;
import org.versatune.record.RecordedUpdate;

/** What is shown of an update. */
final class Watched {
  private Watched() {}

  /**
   * The numbers of an update.
   *
   * @return by quantity ({@code weight}, {@code loss}, {@code potential}, {@code forgetting},
   *     {@code draws}) and domain; a quantity that is not known has no numbers
   */
  static ImmutableMap<String, Map<String, ? extends Number>> of(RecordedUpdate update) {
    return ImmutableMap.of(
        "weight",
        update.weights().asMap(),
        "loss",
        update.feedback().has(Signal.VALIDATION_LOSS)
            ? update.feedback().losses()
            : ImmutableMap.of(),
        "potential",
        update.potential(),
        "forgetting",
        update.forgetting(),
        "draws",
        update.draws());
  }
}
