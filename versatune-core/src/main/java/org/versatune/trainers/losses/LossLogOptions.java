// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.function.LongPredicate;
import org.versatune.internal.Listed;

/**
 * What a log is read for.
 *
 * @param form the trainer's form
 * @param path the file or folder
 * @param domains the domains of the run, in order
 * @param names the trainer's name → domain, where they differ
 * @param ignored names of the trainer that are passed over
 * @param wanted the steps that are read
 * @param restarts whether the trainer may start again and go on with its log
 * @param skipsInvalid whether a step that cannot be used is skipped with a warning
 */
record LossLogOptions(
    LossForm form,
    Path path,
    ImmutableList<String> domains,
    ImmutableMap<String, String> names,
    ImmutableSet<String> ignored,
    LongPredicate wanted,
    boolean restarts,
    boolean skipsInvalid) {

  /** The beginning of a message about a place in the log. */
  String at(Path file, long line) {
    return "losses in " + file + ", line " + line + ": ";
  }

  /** The domain that the trainer calls by a name. */
  String domain(String at, long step, String name) {
    String domain = names.getOrDefault(name, name);
    checkArgument(
        domains.contains(domain),
        "%sthe losses at step %s are about '%s', which is no domain of this run; the domains are %s."
            + " Say which domain it is with option 'names' of the losses, or pass over it with"
            + " option 'ignore'",
        at,
        step,
        Listed.one(name),
        Listed.of(domains));
    return domain;
  }
}
