// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowTokensTest {
  private static final RowTokens LETTERS = RowTokens.of("letters", String::length);

  private static long count(RowTokens tokens, String row) {
    return tokens.of(() -> row.getBytes(UTF_8), () -> "rows.jsonl, the row at byte 7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'text':'abc','id':'xx'} | 3 | 3",
        "{'prompt':'ab','completion':'cde'} | 5 | 3",
        "{'instruction':'a','input':'bc','output':'def','system':'ghij'} | 10 | 3",
        "{'instruction':'a','output':'def','history':[['xx','yyy'],['z','w']]} | 11 | 7",
        "{'messages':[{'role':'system','content':'a'},{'role':'user','content':'bc'},"
            + "{'role':'assistant','content':'def'}]} | 6 | 3",
        "{'messages':[{'role':'assistant','content':[{'type':'text','text':'ab'},{'type':'image'}]},{'role':'user','content':null}]}"
            + " | 2 | 2",
        "{'conversations':[{'from':'human','value':'ab'},{'from':'gpt','value':'cde'}]} | 5 | 3",
        "{'prompt':[{'role':'user','content':'ab'}],'completion':[{'role':'assistant',"
            + "'content':'cde'}]} | 5 | 3",
        "{'text':''} | 0 | 0",
      })
  void textsOfEachKindOfRowAreCounted(String row, long all, long answers) {
    String json = row.replace('\'', '"');
    assertThat(count(LETTERS, json)).isEqualTo(all);
    assertThat(count(LETTERS.answersOnly(), json)).isEqualTo(answers);
  }

  @Test
  void bytesTimesAFactorAreRounded() {
    assertThat(RowTokens.guessed().ofLength(4000)).isEqualTo(1000);
    assertThat(RowTokens.perByte(.5).ofLength(3)).isEqualTo(2);
    assertThat(RowTokens.perByte(.001).ofLength(3)).isEqualTo(1);
    assertThat(count(RowTokens.perByte(.5).answersOnly(), "{\"text\":\"\u65e5\u672c\"}"))
        .isEqualTo(3);
  }

  @Test
  void aFieldHasTheCount() {
    assertThat(count(RowTokens.field("n"), "{\"text\":\"a\",\"n\":17}")).isEqualTo(17);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"n\":-1}",
        "{\"n\":1.5}",
        "{\"n\":\"1\"}",
        "{\"n\":null}",
        "{\"n\":[1]}",
        "{\"m\":{\"n\":1}}",
        "{\"n\":99999999999999999999}"
      })
  void aFieldWithoutACountIsNamed(String row) {
    assertThatThrownBy(() -> count(RowTokens.field("n"), row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows.jsonl, the row at byte 7")
        .hasMessageContaining("field 'n'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"id\":1}", "{\"Text\":\"a\"}", "{\"messages\":3}"})
  void aRowWithoutTextsIsNamed(String row) {
    assertThatThrownBy(() -> count(LETTERS, row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows.jsonl, the row at byte 7");
  }

  @Test
  void whatCountsMustBeAbleTo() {
    for (double factor : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> RowTokens.perByte(factor)).hasMessageContaining("tokens per byte");
    }
    assertThatThrownBy(() -> RowTokens.field(" ")).hasMessageContaining("blank");
    assertThatThrownBy(() -> RowTokens.of("", String::length)).hasMessageContaining("blank");
    assertThatThrownBy(() -> RowTokens.field("n").answersOnly())
        .hasMessageContaining("a field has the count of the whole row");
    assertThatThrownBy(() -> count(RowTokens.of("minus", text -> -1), "{\"text\":\"a\"}"))
        .hasMessageContaining("-1 tokens in 'a'");
    assertThatThrownBy(
            () ->
                count(
                    RowTokens.of(
                        "broken",
                        text -> {
                          throw new IllegalStateException("no vocabulary");
                        }),
                    "{\"text\":\"a\"}"))
        .hasMessageContaining("no vocabulary")
        .hasMessageContaining("broken");
  }
}
