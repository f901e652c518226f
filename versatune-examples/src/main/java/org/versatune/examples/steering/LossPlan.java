// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.MoreObjects.firstNonNull;
import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.versatune.trainers.losses.LossLog;

/**
 * Says where the trainer writes its losses.
 *
 * @param form one of {@link LossLog#forms()}
 * @param path the file or folder; {log} is what the trainer prints, {round} the round
 * @param names the trainer's name → domain, where they differ
 * @param ignore names of the trainer that are passed over
 */
record LossPlan(
    String form,
    String path,
    @Nullable ImmutableMap<String, String> names,
    @Nullable ImmutableList<String> ignore) {
  LossPlan {
    checkArgument(form != null, "'losses' has no form; there are %s", LossLog.forms());
    checkArgument(
        LossLog.forms().contains(form),
        "there is no form of losses '%s'; there are %s",
        form,
        LossLog.forms());
    checkArgument(path != null && !path.isBlank(), "'losses' has no path: %s", LossLog.howTo(form));
  }

  /** Describes the log that is read at a place. */
  LossLog.Builder log(Path at, ImmutableList<String> domains) {
    return LossLog.builder(form, at)
        .domains(domains)
        .names(firstNonNull(names, ImmutableMap.of()))
        .ignore(firstNonNull(ignore, ImmutableList.of()));
  }
}
