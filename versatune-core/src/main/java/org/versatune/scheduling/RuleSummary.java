// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import org.versatune.Signal;

/**
 * Summarises one built-in rule: a line of the catalogue.
 *
 * @param name what {@link Schedulers#named(String)} knows the rule by
 * @param summary what it does, in one line
 * @param signals what it needs under its default options
 * @param usable what it can use but does not need
 * @param required the options without which it cannot be built by name; empty for most
 */
public record RuleSummary(
    String name,
    String summary,
    ImmutableSet<Signal> signals,
    ImmutableSet<Signal> usable,
    ImmutableList<String> required) {

  /**
   * Checks that nothing is missing.
   *
   * @param name what {@link Schedulers#named(String)} knows the rule by
   * @param summary what it does, in one line
   * @param signals what it needs under its default options
   * @param usable what it can use but does not need
   * @param required the options without which it cannot be built by name; empty for most
   * @throws NullPointerException if something is null; the message names it
   */
  public RuleSummary {
    notNull(name, "name");
    notNull(summary, "summary");
    notNull(signals, "signals");
    notNull(usable, "usable");
    notNull(required, "required");
  }
}
