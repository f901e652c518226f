// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.versatune.detection.TextLoss;
import org.versatune.dl4j.DomainLossEvaluator;

/**
 * Holds a network and the tokenizer whose tokens it reads. Neither is of use without the other, so
 * they are kept in one file.
 *
 * @param network a model that reads these tokens
 * @param tokenizer its tokenizer
 */
public record LanguageModel(MultiLayerNetwork network, BytePairTokenizer tokenizer) {
  private static final String TOKENIZER = "tokenizer.txt";

  /**
   * Checks that both belong together.
   *
   * @throws IllegalArgumentException if the network reads another number of ids than the tokenizer
   *     has
   */
  public LanguageModel {
    long read = network.layerInputSize(0);
    checkArgument(
        read == tokenizer.inputVocabulary(),
        "the network reads %s ids, and the tokenizer has %s: they are of different models",
        read,
        tokenizer.inputVocabulary());
  }

  /**
   * Writes the model in Deeplearning4j's format, with the optimiser's state and the tokenizer
   * beside it: {@code ModelSerializer} reads the network of the file, too.
   *
   * @param file where to; overwritten
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    ModelSerializer.writeModel(network, file.toFile(), true);
    try (FileSystem zip = FileSystems.newFileSystem(file, ImmutableMap.of());
        OutputStream out = Files.newOutputStream(zip.getPath(TOKENIZER))) {
      tokenizer.write(out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param file where from
   * @return the model; trained on, it goes on as if it had never been saved
   * @throws IOException if there is no such model; the message names the file
   */
  public static LanguageModel read(Path file) throws IOException {
    BytePairTokenizer tokenizer;
    try (FileSystem zip = FileSystems.newFileSystem(file, ImmutableMap.of());
        InputStream in = Files.newInputStream(zip.getPath(TOKENIZER))) {
      tokenizer = BytePairTokenizer.read(in);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " has no " + TOKENIZER + ": it is no language model", e);
    }
    return new LanguageModel(ModelSerializer.restoreMultiLayerNetwork(file.toFile()), tokenizer);
  }

  /**
   * Returns the model's loss on texts, for the second opinion on what was detected.
   *
   * @param length T, tokens of a sequence at most, at least 2: no more than the model reads
   * @return the loss of whole texts, by sequences of T tokens, the first from the start of a
   *     document; for one thread
   * @throws IllegalArgumentException if the length is below 2
   */
  public TextLoss textLoss(int length) {
    checkArgument(length >= 2, "length is %s tokens; it must be at least 2", length);
    return new DocumentLoss(this, length);
  }

  private record DocumentLoss(LanguageModel model, int length) implements TextLoss {
    private static final int BATCH = 32;

    @Override
    public double nats(String text) {
      checkArgument(!text.isEmpty(), "an empty text has no loss");
      TokenSequences sequences =
          new TokenSequences(model.tokenizer(), ImmutableList.of(text), length);
      return DomainLossEvaluator.loss(
              model.network(),
              TokenSequenceIterator.evaluation(sequences, BATCH, sequences.whole(0)))
          .total();
    }

    @Override
    public String toString() {
      return "loss of " + model;
    }
  }
}
