// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

/**
 * Measures how well a language model predicts a text that begins a sequence: −ln P(text).
 *
 * <p>Losses of whole texts can be compared between models with different tokens; losses per token
 * cannot. An implementation that is given to {@link SecondOpinion} is called from one thread.
 */
@FunctionalInterface
public interface TextLoss {

  /**
   * Measures one text.
   *
   * @param text not empty
   * @return the sum over the text's tokens of −ln P(token | all tokens before it), nats, at least 0
   */
  double nats(String text);
}
