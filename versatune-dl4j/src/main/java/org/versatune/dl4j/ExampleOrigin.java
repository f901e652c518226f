// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says where an example of a mixed batch comes from; it travels with the batch as the example's
 * metadata, whatever thread fetched it.
 *
 * @param domain the domain
 * @param batch the number of the batch in the run, from 0
 * @param metaData what the source itself had attached to the example, or null
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Its components are no serial form to document.
public record ExampleOrigin(String domain, long batch, @Nullable Serializable metaData)
    implements Serializable {
  /**
   * Checks that the domain is there.
   *
   * @param domain the domain
   * @param batch the number of the batch in the run, from 0
   * @param metaData what the source itself had attached to the example, or null
   * @throws NullPointerException if the domain is null
   */
  public ExampleOrigin {
    notNull(domain, "domain");
  }

  /** Returns the origins among what is attached to the examples of a batch, in order. */
  static ImmutableList<ExampleOrigin> among(@Nullable List<Serializable> metaData) {
    return metaData == null
        ? ImmutableList.of()
        : metaData.stream()
            .filter(ExampleOrigin.class::isInstance)
            .map(ExampleOrigin.class::cast)
            .collect(ImmutableList.toImmutableList());
  }

  /** Returns the domain of each origin, in order. */
  static ImmutableList<String> domains(List<ExampleOrigin> origins) {
    return origins.stream().map(ExampleOrigin::domain).collect(ImmutableList.toImmutableList());
  }
}
