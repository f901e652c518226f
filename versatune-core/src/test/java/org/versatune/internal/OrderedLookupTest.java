// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Maps by domain in the order of the domains. */
class OrderedLookupTest {

  @Provide
  Arbitrary<List<String>> names() {
    return Arbitraries.of("a", "b", "c", "d", "e", "f").list().uniqueElements().ofMaxSize(6);
  }

  @Property
  void theDomainsComeFirstInTheirOrderAndTheRestInItsOwn(
      @ForAll("names") List<String> domains, @ForAll("names") List<String> keys) {
    Map<String, Integer> map = new LinkedHashMap<>();
    keys.forEach(key -> map.put(key, map.size()));
    ImmutableList<String> order = ImmutableList.copyOf(domains);

    Map<String, Integer> ordered = OrderedLookup.inOrderOf(order, map);

    assertThat(ordered).isEqualTo(map);
    assertThat(ordered.keySet())
        .containsExactlyElementsOf(
            Sets.union(
                Sets.intersection(Sets.newLinkedHashSet(domains), map.keySet()), map.keySet()));
    assertThat(OrderedLookup.inOrderOf(order, ordered).keySet())
        .containsExactlyElementsOf(ordered.keySet());
  }
}
