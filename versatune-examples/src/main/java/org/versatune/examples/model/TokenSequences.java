// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The documents of one domain as tokens, and how sequences of at most T tokens are cut from them.
 *
 * <p><b>Training.</b> For each sequence a coin decides between the start of a document and a window
 * anywhere in one. A sequence from the start begins with the id of a document's start, a window
 * with the id of a continuation, wherever it lies. So half of every domain's sequences begin with
 * either id, and the share of a domain among all that begin with an id is its share of the
 * training. That is what detection relies on: a model that writes from the id of a document's start
 * chooses the domain as often as it was trained on it. Were windows alone drawn, domains of long
 * documents would begin otherwise than those of short ones, and texts would begin in mid-sentence
 * (our choice, by trial).
 *
 * <p>Windows lie on a grid of T tokens, shifted by up to T/2 at random and moved inside their
 * document, so that a window is only shorter than T where the document is. A pass has as many
 * sequences as the grid has windows.
 *
 * <p><b>Evaluation.</b> Documents are cut into consecutive excerpts, the same ones every time.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
final class TokenSequences {
  private final BytePairTokenizer tokenizer;
  private final ImmutableList<ImmutableIntArray> documents;
  private final ImmutableList<Excerpt> grid;
  private final int length;

  /**
   * An excerpt of a document.
   *
   * @param document index of the document
   * @param from first token
   * @param to behind the last token
   * @param begin id before the first token
   */
  record Excerpt(int document, int from, int to, int begin) {
    int tokens() {
      return to - from;
    }
  }

  /**
   * Encodes documents.
   *
   * @param texts at least one that is not empty
   * @param length T, at least 2
   */
  TokenSequences(BytePairTokenizer tokenizer, List<String> texts, int length) {
    checkArgument(length >= 2, "length is %s tokens; it must be at least 2", length);
    this.tokenizer = tokenizer;
    this.length = length;
    this.documents =
        texts.stream()
            .map(tokenizer::encode)
            .filter(tokens -> !tokens.isEmpty())
            .collect(toImmutableList());
    checkArgument(!documents.isEmpty(), "no text in %s documents", texts.size());
    this.grid = grid();
  }

  /** Leaves out a rest of a document shorter than T/4: it would spend a place on a few tokens. */
  private ImmutableList<Excerpt> grid() {
    return IntStream.range(0, documents.size())
        .boxed()
        .flatMap(document -> whole(document).stream())
        .filter(excerpt -> excerpt.from() == 0 || excerpt.tokens() >= length / 4)
        .collect(toImmutableList());
  }

  int length() {
    return length;
  }

  int vocabulary() {
    return tokenizer.vocabulary();
  }

  /** Returns the number of sequences of a pass. */
  int size() {
    return grid.size();
  }

  /** Returns the sequences of one pass of training, which depend on the seed alone. */
  ImmutableList<Excerpt> pass(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Excerpt> windows = new ArrayList<>(grid);
    Collections.shuffle(windows, new Random(random.nextLong()));
    ImmutableList.Builder<Excerpt> excerpts = ImmutableList.builder();
    for (Excerpt window : windows) {
      excerpts.add(
          random.nextBoolean()
              ? excerpt(random.nextInt(documents.size()), 0, tokenizer.documentStart())
              : shifted(window, random));
    }
    return excerpts.build();
  }

  private Excerpt shifted(Excerpt window, SplittableRandom random) {
    int tokens = documents.get(window.document()).length();
    int wanted = window.from() + random.nextInt(-length / 2, length / 2 + 1);
    int from = Math.max(0, Math.min(wanted, tokens - length));
    return excerpt(window.document(), from, tokenizer.continuation());
  }

  /**
   * Returns some of the consecutive excerpts, the same ones for the same seed.
   *
   * @param atMost how many at most
   */
  ImmutableList<Excerpt> sample(int atMost, long seed) {
    if (grid.size() <= atMost) {
      return grid;
    }
    List<Excerpt> shuffled = new ArrayList<>(grid);
    Collections.shuffle(shuffled, new Random(seed));
    return ImmutableList.copyOf(shuffled.subList(0, atMost));
  }

  /** Returns consecutive excerpts of one document that leave nothing of it out. */
  ImmutableList<Excerpt> whole(int document) {
    int tokens = documents.get(document).length();
    return IntStream.iterate(0, from -> from < tokens, from -> from + length)
        .mapToObj(
            from ->
                excerpt(
                    document,
                    from,
                    from == 0 ? tokenizer.documentStart() : tokenizer.continuation()))
        .collect(toImmutableList());
  }

  private Excerpt excerpt(int document, int from, int begin) {
    int to = Math.min(from + length, documents.get(document).length());
    return new Excerpt(document, from, to, begin);
  }

  ImmutableList<String> texts(List<Excerpt> excerpts) {
    return excerpts.stream()
        .map(excerpt -> tokenizer.decode(tokens(excerpt).toArray()))
        .collect(toImmutableList());
  }

  long bytes(List<Excerpt> excerpts) {
    return excerpts.stream().flatMapToInt(this::tokens).mapToLong(tokenizer::byteLength).sum();
  }

  private IntStream tokens(Excerpt excerpt) {
    return documents.get(excerpt.document()).subArray(excerpt.from(), excerpt.to()).stream();
  }

  /**
   * Returns a batch of excerpts: features {@code [b, T]}, the id before each token; labels {@code
   * [b, 1, T]}, the token; labels mask {@code [b, T]}, 0 behind the end of a short excerpt; no
   * features mask, since no position looks ahead.
   */
  DataSet batch(List<Excerpt> excerpts) {
    int b = excerpts.size();
    float[] features = new float[b * length];
    float[] labels = new float[b * length];
    float[] mask = new float[b * length];
    for (int i = 0; i < b; i++) {
      Excerpt excerpt = excerpts.get(i);
      ImmutableIntArray tokens = documents.get(excerpt.document());
      int at = i * length;
      features[at] = excerpt.begin();
      for (int t = 0; t < excerpt.tokens(); t++) {
        int token = tokens.get(excerpt.from() + t);
        labels[at + t] = token;
        mask[at + t] = 1;
        if (t + 1 < length) {
          features[at + t + 1] = token;
        }
      }
    }
    INDArray x = Nd4j.createFromArray(features).reshape(b, length);
    INDArray y = Nd4j.createFromArray(labels).reshape(b, 1, length);
    return new DataSet(x, y, null, Nd4j.createFromArray(mask).reshape(b, length));
  }
}
