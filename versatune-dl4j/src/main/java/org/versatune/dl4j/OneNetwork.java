// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.versatune.internal.Given.notNull;

import java.lang.ref.WeakReference;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/**
 * Holds a listener to the first network that trains with it. Trainers that clone a network with its
 * listeners (ParallelWrapper does, on a thread for each clone) would have every batch and every
 * report counted once for each clone.
 *
 * <p>Safe for use by several threads.
 */
final class OneNetwork {
  static final String REMEDY =
      "Train the network itself with fit(iterator). To train clones side by side and average them,"
          + " leave the listener off, and after each averaging evaluate the averaged network once"
          + " and report once: run.report(Feedback.at(step).losses(evaluator.losses(network))). To"
          + " go on with another network, go on with the run too:"
          + " VersaTune.resume(run.snapshot()), with an iterator and a listener of its own";

  private @Nullable WeakReference<Model> first;
  private @Nullable IllegalStateException refusal;

  /**
   * Refuses ParallelWrapper where it asks for data: with fetching ahead it may wait for a batch
   * under a report before any of its clones has made the first forward pass.
   */
  static void refuseCloningTrainer() {
    boolean clones =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames.anyMatch(
                        frame ->
                            frame.getClassName().startsWith("org.deeplearning4j.parallelism.")));
    if (clones) {
      throw new IllegalStateException(
          "ParallelWrapper trains clones of the network, and the run has a MixtureListener, which"
              + " serves one network. "
              + REMEDY);
    }
  }

  /**
   * Takes the first network, and refuses every other one, and from then on the first one too: how
   * far training has come is not known any more.
   *
   * @return null, or why training cannot go on; the first time of a refusal
   */
  synchronized @Nullable IllegalStateException admit(Model model) {
    notNull(model, "model");
    IllegalStateException known = refusal;
    if (known != null) {
      throw new IllegalStateException(known.getMessage(), known);
    }
    WeakReference<Model> bound = first;
    if (bound == null) {
      var unused = Network.of(model);
      first = new WeakReference<>(model);
      return null;
    }
    if (bound.refersTo(model)) {
      return null;
    }
    refusal =
        new IllegalStateException(
            "a MixtureListener was called by a second network: it serves one run and one network, and a"
                + " batch or a report of each clone would count as one more. "
                + REMEDY);
    return refusal;
  }
}
