// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkState;

import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keeps a network with the parameters from before a training step.
 *
 * <p>What a step does to a batch has to be measured with the parameters before it, but a listener
 * is first called in the middle of its forward pass, where a graph refuses to compute anything
 * else. So the parameters are copied there and used after the step. Not safe for use by several
 * threads.
 */
final class ParametersBefore {
  private @Nullable Network kept;

  /** Copies the parameters of a model into the network kept here. */
  void keep(Model model) {
    kept =
        OutsideWorkspaces.get(
            () -> {
              INDArray parameters = Network.of(model).parameters();
              Network known = kept;
              if (known == null || known.parameters().length() != parameters.length()) {
                return Network.of(model).still();
              }
              known.parameters().assign(parameters);
              return known;
            });
  }

  /** The network with the parameters that were kept last. */
  Network network() {
    Network network = kept;
    checkState(network != null, "no parameters were kept");
    return network;
  }
}
