// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.watching;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.Signal;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunListener;

/** What is shown of an update, and for which run. */
final class Watched {
  private Watched() {}

  /**
   * Refuses a second run while a listener shows one: it is not said which run an update is of.
   *
   * @param isOpen whether the listener shows a run that is not closed
   */
  static void requireOneRun(RunListener listener, boolean isOpen) {
    checkState(
        !isOpen,
        "%s watches a run that is not closed, and would mix this one into it: close that run first,"
            + " or give each run a listener of its own",
        listener);
  }

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
