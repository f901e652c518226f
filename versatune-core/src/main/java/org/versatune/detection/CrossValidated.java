// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.versatune.DomainDistribution;

/**
 * Judges texts, and can judge its own training texts as if it had not been trained on them.
 *
 * <p>{@link DomainDetector} measures with it how often the classifier errs, and takes these errors
 * out of the detected shares, without any further text. A classifier that does not offer this is
 * measured on texts that are given to {@link DomainDetector.Builder#heldOut}.
 *
 * <p>Called from several threads at once, like {@link DomainClassifier#classify}.
 */
public interface CrossValidated extends DomainClassifier {

  /**
   * Returns training texts, or parts of them, that the classifier can judge fairly.
   *
   * @return the same texts at each call; none where it kept none
   */
  ImmutableList<LabelledText> heldOut();

  /**
   * Returns the document that a text is part of. Parts of one document are not independent trials
   * of the classifier.
   *
   * @param text the position of the text in {@link #heldOut()}
   * @return a number that parts of one document share; by default the position itself, where no two
   *     texts are of one document
   * @throws IndexOutOfBoundsException if there is no such text
   */
  default int heldOutDocument(int text) {
    return text;
  }

  /**
   * Judges an excerpt of one of these texts, as if the classifier had been trained on all training
   * texts except this one.
   *
   * @param text the position of the text in {@link #heldOut()}
   * @param excerpt a part of that text
   * @return as for {@link #classify}
   * @throws IndexOutOfBoundsException if there is no such text
   */
  Optional<DomainDistribution> classifyHeldOut(int text, String excerpt);
}
