// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BytePairTokenizerTest {
  private static final List<String> TEXTS =
      List.of(
          "The licence of the licensee is licensed.\n\n  The licence ends.\n",
          "for (int i = 0; i < 10; i++) {\n    int j = i;\n    int k = i;\n}\n",
          "Naïve café, naïve cafés: 1234 in 1234.");

  private static final BytePairTokenizer TOKENIZER = BytePairTokenizer.train(TEXTS, 300);

  @Test
  void theMostFrequentPairIsMergedFirstAndTiesGoToTheLowerIds() {
    // "ab" occurs four times; then "ab" + "c" twice and "xy" twice, of which (x, y) is lower.
    BytePairTokenizer tokenizer = BytePairTokenizer.train(List.of("abc\nabc\nab\nab\nxy\nxy"), 259);

    assertThat(tokenizer.encode("ab")).isEqualTo(ImmutableIntArray.of(256));
    assertThat(tokenizer.encode("xy")).isEqualTo(ImmutableIntArray.of(257));
    assertThat(tokenizer.encode("abc")).isEqualTo(ImmutableIntArray.of(258));
    assertThat(tokenizer.vocabulary()).isEqualTo(259);
  }

  @Test
  void trainingStopsWhereNoPairOccursTwice() {
    assertThat(BytePairTokenizer.train(List.of("abcd"), 1000).vocabulary()).isEqualTo(256);
    assertThat(BytePairTokenizer.train(List.of(), 1000).vocabulary()).isEqualTo(256);
  }

  @Test
  void trainedTextGetsShorter() {
    for (String text : TEXTS) {
      assertThat(TOKENIZER.encode(text).length()).isLessThan(text.getBytes(UTF_8).length * 7 / 10);
    }
  }

  @Test
  void noTokenCrossesPieces() {
    assertThat(pieces("The 12 cafés, yes!\n\n    if (a)  {\t \n"))
        .containsExactly(
            "The", " 1", "2", " cafés", ",", " yes", "!", "\n", "\n    ", "if", " (", "a", ")",
            "  ", "{", "\t \n");
  }

  private static List<String> pieces(String text) {
    return TextPieces.of(text.getBytes(UTF_8));
  }

  @Property
  void anyBytesAreDecodedToThemselves(@ForAll byte[] bytes) {
    assertThat(TOKENIZER.decodeBytes(TOKENIZER.encode(bytes).toArray())).isEqualTo(bytes);
  }

  @Property
  void anyTextIsDecodedToItself(@ForAll String text) {
    // As UTF-8 has it: an unpaired surrogate of a Java string becomes a question mark.
    String wellFormed = new String(text.getBytes(UTF_8), UTF_8);

    assertThat(TOKENIZER.decode(TOKENIZER.encode(text).toArray())).isEqualTo(wellFormed);
  }

  @Test
  void brokenCharactersBesideWholeOnesAreKept() {
    // A surrogate pair, a cut character, an encoded surrogate, an overlong zero, a stray byte.
    byte[] emoji = "\uD83D\uDE00".getBytes(UTF_8);
    byte[] bytes = {
      emoji[0],
      emoji[1],
      emoji[2],
      emoji[3],
      (byte) 0xE2,
      (byte) 0x82,
      'a',
      (byte) 0xED,
      (byte) 0xB2,
      (byte) 0x80,
      (byte) 0xC0,
      (byte) 0x80,
      (byte) 0xFF,
      0,
      emoji[0]
    };

    assertThat(TOKENIZER.decodeBytes(TOKENIZER.encode(bytes).toArray())).isEqualTo(bytes);
  }

  @Test
  void longPiecesAreEncodedToo() {
    String text = "ab".repeat(50_000);

    assertThat(TOKENIZER.decode(TOKENIZER.encode(text).toArray())).isEqualTo(text);
  }

  @Test
  void orderOfTheTextsLocaleAndThreadsMakeNoDifference() {
    List<String> shuffled = new ArrayList<>(TEXTS);
    Collections.shuffle(shuffled, new Random(3));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(BytePairTokenizer.train(shuffled, 300)).isEqualTo(TOKENIZER);
    } finally {
      Locale.setDefault(before);
    }
    BytePairTokenizer fresh = BytePairTokenizer.train(TEXTS, 300);
    List<ImmutableIntArray> tokens =
        IntStream.range(0, 600)
            .parallel()
            .mapToObj(i -> fresh.encode(TEXTS.get(i % TEXTS.size())))
            .toList();
    for (int i = 0; i < tokens.size(); i++) {
      assertThat(tokens.get(i)).isEqualTo(TOKENIZER.encode(TEXTS.get(i % TEXTS.size())));
    }
  }

  @Test
  void twoIdsOfBeginningFollowTheTokensAndAreNoText() {
    int v = TOKENIZER.vocabulary();

    assertThat(TOKENIZER.documentStart()).isEqualTo(v);
    assertThat(TOKENIZER.continuation()).isEqualTo(v + 1);
    assertThat(TOKENIZER.inputVocabulary()).isEqualTo(v + 2);
    assertThat(TOKENIZER.decode(new int[] {v, 'a', v + 1, 'b'})).isEqualTo("ab");
    assertThatThrownBy(() -> TOKENIZER.decode(new int[] {v + 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(v + 2 + " is no token");
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TOKENIZER.write(out);

    BytePairTokenizer read = read(out.toString(UTF_8));

    assertThat(read).isEqualTo(TOKENIZER).hasSameHashCodeAs(TOKENIZER);
    assertThat(read.encode(TEXTS.get(0))).isEqualTo(TOKENIZER.encode(TEXTS.get(0)));
  }

  @Test
  void whatIsNoTokenizerIsRefused() {
    assertThatThrownBy(() -> read("")).hasMessageContaining("the first line is not");
    assertThatThrownBy(() -> read("byte pairs 1\n97 98\n97\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 3 is '97'");
    assertThatThrownBy(() -> read("byte pairs 1\n97 b\n")).hasMessageContaining("line 2");
    assertThatThrownBy(() -> read("byte pairs 1\n97 256\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("token 256 is made of 97 and 256");
    assertThatThrownBy(() -> BytePairTokenizer.train(TEXTS, 255))
        .hasMessageContaining("a vocabulary of 255 tokens");
  }

  private static BytePairTokenizer read(String text) throws IOException {
    return BytePairTokenizer.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }
}
