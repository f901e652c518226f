// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.MapMaker;
import java.util.concurrent.ConcurrentMap;
import org.versatune.VersaTune;

/**
 * Gives each iterator one role, since two readers of one iterator move each other's position.
 * Wrappers are looked into (see {@link ReadPositions}).
 *
 * <p>The iterator and the listener of a run meet here through the run, since a user gives neither
 * to the other. Iterators are not kept alive. Safe for use by several threads.
 */
final class DataRoles {
  /** Roles by what is read, by identity. */
  private final ConcurrentMap<Object, String> roles = new MapMaker().weakKeys().makeMap();

  private boolean fed;
  private int batchSize;

  DataRoles() {}

  /** Returns the roles within a run. */
  static DataRoles of(VersaTune run) {
    return run.inFlight().shared(DataRoles.class, DataRoles::new);
  }

  /**
   * Checks that the run feeds no iterator yet, before the sources of a second one are reset.
   *
   * @throws IllegalStateException if it does
   */
  synchronized void requireUnfed() {
    checkState(
        !fed,
        "the run feeds a MultiDomainDataSetIterator already; one run feeds one iterator: train on"
            + " the first, or go on under a new run with VersaTune.resume(run.snapshot())");
  }

  /** Notes that the run feeds an iterator, from these sources. */
  synchronized void feed(DataRoles sources, int examples) {
    fed = true;
    batchSize = examples;
    addAll(sources);
  }

  /** Returns how many examples the batches of the run's iterator have; 0 where it has none yet. */
  synchronized int batchSize() {
    return batchSize;
  }

  static String source(String domain) {
    return "the source of domain '" + domain + "'";
  }

  static String training(String domain) {
    return "the training data of domain '" + domain + "'";
  }

  static String validation(String domain) {
    return "the validation set of domain '" + domain + "'";
  }

  static String gradientData(String domain) {
    return "the gradient data of domain '" + domain + "'";
  }

  /**
   * Gives an iterator a role.
   *
   * @throws IllegalArgumentException if it has another one, or reads what has; nothing changes then
   */
  synchronized void add(String role, Object iterator) {
    Iterable<Object> positions = ReadPositions.of(iterator);
    for (Object position : positions) {
      requireFree(role, position);
    }
    for (Object position : positions) {
      roles.put(position, role);
    }
  }

  /** As {@link #add} for two at once: both have their role afterwards, or none has. */
  synchronized void addBoth(String role, Object iterator, String otherRole, Object otherIterator) {
    DataRoles both = new DataRoles();
    both.add(role, iterator);
    both.add(otherRole, otherIterator);
    requireApart(both);
    addAll(both);
  }

  /**
   * Checks that none of these roles shares an iterator with one of others.
   *
   * @throws IllegalArgumentException if one does
   */
  synchronized void requireApart(DataRoles others) {
    others.roles.forEach((position, role) -> requireFree(role, position));
  }

  /** Adds roles that were found to be apart. */
  synchronized void addAll(DataRoles others) {
    roles.putAll(others.roles);
  }

  private void requireFree(String role, Object position) {
    String other = roles.get(position);
    checkArgument(
        other == null,
        "%s and %s read one iterator (a %s, as given or inside of a wrapper): reading it for one"
            + " moves the position of the other. Give each an iterator of its own; two of them over"
            + " the same data are fine",
        other,
        role,
        position.getClass().getSimpleName());
  }
}
