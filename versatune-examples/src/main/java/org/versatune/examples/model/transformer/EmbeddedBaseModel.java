// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.versatune.examples.model.PackedLanguageModel;

/**
 * Loads the base model that comes with the examples: a small transformer trained on a skewed mix of
 * the bundled domains, so that no user has to train one. {@link PackedLanguageModel#provenance}
 * says on which text, mix and seed it was trained, what it reached, and how it is made again.
 */
public final class EmbeddedBaseModel {
  static final String RESOURCE = "base-model.zip";

  private EmbeddedBaseModel() {}

  /**
   * Loads the model anew.
   *
   * @return the model, which no other caller shares, and where it comes from
   * @throws IllegalStateException if this build has none
   * @throws UncheckedIOException if it cannot be read
   */
  public static PackedLanguageModel load() {
    try (InputStream in = EmbeddedBaseModel.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "this build carries no base model: train one with the command train-base and its"
                + " option --pack "
                + RESOURCE);
      }
      return PackedLanguageModel.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded base model: " + e.getMessage(), e);
    }
  }
}
