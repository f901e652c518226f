// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.versatune.scheduling.Protection;

/**
 * Says which domains a plan protects: a number, the tolerance of all domains; a domain or a list of
 * domains, each within 0.01; or a tolerance by domain.
 *
 * @param given as it is written
 */
record ProtectPlan(@JsonValue Object given) {
  private static final String FORM =
      "'protect' is %s: give a tolerance for all domains, such as 0.01, a list of domains, or a"
          + " tolerance by domain, such as {law: 0.01}";

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  ProtectPlan {
    var unused = protection(given);
  }

  /** The protection that is meant. */
  Protection protection() {
    return protection(given);
  }

  private static Protection protection(Object given) {
    try {
      if (given instanceof Number tolerance) {
        return Protection.all().within(tolerance.doubleValue());
      }
      if (given instanceof String domain) {
        return Protection.of(domain);
      }
      if (given instanceof List<?> domains) {
        checkArgument(domains.stream().allMatch(String.class::isInstance), FORM, given);
        return Protection.of(domains.stream().map(String::valueOf).toArray(String[]::new));
      }
      checkArgument(given instanceof Map, FORM, given);
      Map<String, Number> tolerances = new LinkedHashMap<>();
      for (Map.Entry<?, ?> one : ((Map<?, ?>) given).entrySet()) {
        if (!(one.getValue() instanceof Number tolerance)) {
          throw new IllegalArgumentException(String.format(FORM, given));
        }
        tolerances.put(String.valueOf(one.getKey()), tolerance.doubleValue());
      }
      return Protection.of(ImmutableMap.copyOf(tolerances));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith("'protect'")
          ? e
          : new IllegalArgumentException("'protect': " + message, e);
    }
  }
}
