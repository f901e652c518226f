// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.versatune.VersaTune;
import org.versatune.scheduling.RegMixSearch;

/** What rules are told before a run, each measured once by training on {@link ThreeDomains}. */
final class Measured {
  /** The loss of a specialist of each domain: lower than what a mixed run of 60 steps reaches. */
  static final Supplier<ImmutableMap<String, Double>> REFERENCES =
      Suppliers.memoize(
          () -> {
            ReferenceLosses.Builder builder =
                ReferenceLosses.builder(SmallNetworks.sequences(SmallNetworks.Kind.LAYERS));
            ThreeDomains.NAMES.forEach(
                domain ->
                    builder.domain(
                        domain, ThreeDomains.training(domain), ThreeDomains.validation(domain)));
            return builder.steps(80).batchSize(9).seed(3).build().measure();
          });

  static final Supplier<ImmutableTable<String, String, Double>> INFLUENCE =
      Suppliers.memoize(() -> ThreeDomains.proxies(15).influence());

  static final RegMixSearch SEARCH =
      RegMixSearch.over(ThreeDomains.INITIAL).proposals(8).simulations(2000).best(20).seed(4);

  static final Supplier<ImmutableList<RegMixSearch.Trial>> TRIALS =
      Suppliers.memoize(() -> ThreeDomains.proxies(30).trials(SEARCH.proposals()));

  /** A network trained on the initial mix: DoReMi's reference. */
  static final Supplier<Model> REFERENCE_NETWORK =
      Suppliers.memoize(
          () -> {
            Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
            VersaTune run = VersaTune.builder().initial(ThreeDomains.INITIAL).seed(1).build();
            MultiDomainDataSetIterator.Builder data = MultiDomainDataSetIterator.builder(run);
            ThreeDomains.NAMES.forEach(d -> data.source(d, ThreeDomains.training(d)));
            Runs.fit(model, data.batchSize(9).epochBatches(80).build(), 1);
            return model;
          });

  private Measured() {}
}
