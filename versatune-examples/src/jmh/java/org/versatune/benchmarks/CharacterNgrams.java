// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import opennlp.tools.doccat.FeatureGenerator;

/**
 * The features that OpenNLP's categorizer gets: character n-grams of the text as it is. It makes an
 * object of this class by its name.
 */
public final class CharacterNgrams implements FeatureGenerator {
  static final int LENGTH = 5;

  /** For OpenNLP. */
  public CharacterNgrams() {}

  @Override
  public Collection<String> extractFeatures(String[] text, Map<String, Object> extra) {
    List<String> ngrams = new ArrayList<>();
    for (int at = 0; at + LENGTH <= text[0].length(); at++) {
      ngrams.add(text[0].substring(at, at + LENGTH));
    }
    return ngrams;
  }
}
