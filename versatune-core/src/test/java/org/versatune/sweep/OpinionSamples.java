// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.versatune.detection.LabelledText;
import org.versatune.detection.NgramLanguageModel;
import org.versatune.detection.SecondOpinion;
import org.versatune.detection.TextLoss;

/** Right arguments for the second opinion of a detection and its yardsticks. */
final class OpinionSamples {
  private OpinionSamples() {}

  static void add(Samples samples) {
    samples
        .add(SecondOpinion.Builder.class, OpinionSamples::opinion)
        .add(SecondOpinion.class, () -> opinion().measure())
        .add(TextLoss.class, () -> (TextLoss) String::length)
        .add(NgramLanguageModel.class, () -> NgramLanguageModel.train(List.of("the law"), 3, 1000))
        .argument("SecondOpinion.builder.heldOut", OpinionSamples::heldOut)
        .argument("Builder.yardsticks.byDomain", () -> Map.of("law", length(), "code", length()))
        .argument("NgramLanguageModel.trainEach.texts", () -> Map.of("law", List.of("the law")))
        .argument("NgramLanguageModel.train.texts", () -> List.of("the law"));
  }

  private static List<LabelledText> heldOut() {
    List<LabelledText> texts =
        new ArrayList<>(Collections.nCopies(5, new LabelledText("law", "a")));
    texts.addAll(Collections.nCopies(5, new LabelledText("code", "b")));
    return texts;
  }

  private static TextLoss length() {
    return String::length;
  }

  private static SecondOpinion.Builder opinion() {
    return SecondOpinion.builder(heldOut()).model(length()).yardstick(length());
  }
}
