// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one {@link Network#view()} of the model that was asked for last, so that an evaluation in
 * the middle of training builds its layers once. Not safe for use by several threads.
 */
final class NetworkView implements Function<Model, Network> {
  private @Nullable Model model;
  private @Nullable Network original;
  private @Nullable Network view;

  @Override
  public Network apply(Model asked) {
    Network known = view;
    // init() gives a model another array of parameters: a view of the old one would not be trained.
    if (known == null
        || original == null
        || model != asked
        || original.parameters() != known.parameters()) {
      original = Network.of(asked);
      known = original.view();
      view = known;
      model = asked;
    }
    return known;
  }
}
