// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import org.versatune.detection.LabelledText;

/**
 * The training texts that a classifier kept.
 *
 * @param texts the texts, or parts of them; none where a domain has too few
 * @param documents for each a number that parts of one document share
 */
record KeptDocuments(ImmutableList<LabelledText> texts, ImmutableIntArray documents) {
  static final KeptDocuments NONE = new KeptDocuments(ImmutableList.of(), ImmutableIntArray.of());

  static KeptDocuments of(ImmutableList<String> domains, ImmutableList<TrainingTexts> counted) {
    ImmutableList.Builder<LabelledText> texts = ImmutableList.builder();
    ImmutableIntArray.Builder documents = ImmutableIntArray.builder();
    int before = 0;
    for (int j = 0; j < counted.size(); j++) {
      int last = before - 1;
      for (KeptTexts.Part part : counted.get(j).kept()) {
        texts.add(new LabelledText(domains.get(j), part.text()));
        last = before + part.document();
        documents.add(last);
      }
      if (last < before) {
        return NONE;
      }
      before = last + 1;
    }
    return new KeptDocuments(texts.build(), documents.build());
  }
}
