// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pairs of a byte-pair encoding: again and again, the pair of neighbouring tokens that
 * occurs most often becomes a token of its own (Sennrich, Haddow, Birch, "Neural Machine
 * Translation of Rare Words with Subword Units", 2016, on bytes as in GPT-2).
 *
 * <p>Of pairs that occur equally often, the one of the lower ids comes first, so that the result
 * depends on the text alone. A pair that occurs once is no pair: with little text there may be
 * fewer than asked for.
 *
 * <p>The work of a merge is kept to the words that contain the pair, by an index from pairs to
 * words.
 */
final class BytePairTrainer {
  /**
   * A piece of text that occurs {@code count} times, as tokens; they get fewer with every merge.
   */
  private static final class Word {
    private int[] tokens;
    private final long count;

    Word(int[] tokens, long count) {
      this.tokens = tokens;
      this.count = count;
    }
  }

  private final List<Word> words = new ArrayList<>();
  private final Map<TokenPair, Long> counts = new HashMap<>();

  /** Words that contain a pair, or contained it once. */
  private final Map<TokenPair, Set<Word>> occurrences = new HashMap<>();

  private BytePairTrainer(Iterable<String> texts) {
    Map<String, Long> pieces = new HashMap<>();
    for (String text : texts) {
      for (String piece : TextPieces.of(text.getBytes(UTF_8))) {
        pieces.merge(piece, 1L, Long::sum);
      }
    }
    pieces.forEach(
        (piece, count) ->
            words.add(new Word(BytePairTokenizer.byteTokens(TextPieces.bytes(piece)), count)));
    words.forEach(word -> count(word, 1));
  }

  /**
   * Returns the pairs in the order in which they were merged; the i-th becomes token 256 + i.
   *
   * @param most how many pairs at most
   */
  static ImmutableList<TokenPair> train(Iterable<String> texts, int most) {
    BytePairTrainer trainer = new BytePairTrainer(texts);
    ImmutableList.Builder<TokenPair> merges = ImmutableList.builder();
    for (int i = 0; i < most; i++) {
      TokenPair best = trainer.mostFrequent();
      if (best == null) {
        break;
      }
      trainer.merge(best, BytePairTokenizer.BYTES + i);
      merges.add(best);
    }
    return merges.build();
  }

  private @Nullable TokenPair mostFrequent() {
    TokenPair best = null;
    long most = 1;
    for (Map.Entry<TokenPair, Long> entry : counts.entrySet()) {
      long count = entry.getValue();
      TokenPair pair = entry.getKey();
      if (count > most || (count == most && best != null && pair.compareTo(best) < 0)) {
        best = pair;
        most = count;
      }
    }
    return best;
  }

  private void merge(TokenPair pair, int token) {
    for (Word word : occurrences.getOrDefault(pair, Set.of())) {
      count(word, -1);
      word.tokens = pair.replaceIn(word.tokens, token);
      count(word, 1);
    }
    occurrences.remove(pair);
    counts.remove(pair);
  }

  private void count(Word word, int sign) {
    for (int i = 0; i + 1 < word.tokens.length; i++) {
      TokenPair pair = new TokenPair(word.tokens[i], word.tokens[i + 1]);
      counts.merge(pair, sign * word.count, Long::sum);
      if (sign > 0) {
        occurrences.computeIfAbsent(pair, p -> new HashSet<>()).add(word);
      }
    }
  }
}
