// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionWordsTest {
  @Test
  void countsTheShareOfFunctionWords() {
    // the, of, the, is: four of eight.
    assertThat(Prose.englishShare("The owner OF the account is Mrs Smith"))
        .isCloseTo(4 / 8.0, within(1e-12));
    assertThat(Prose.words("The owner OF the account is Mrs Smith")).isEqualTo(8);
  }

  @Test
  void aTextWithoutWordsHasNone() {
    assertThat(Prose.englishShare("12, 34!")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Wir werden die Frage in der nächsten Sitzung mit allen Mitgliedern besprechen müssen",
        "Nous devons discuter de cette question avec tous les membres lors de la séance suivante",
        "Dobbiamo discutere la questione con tutti i membri nella prossima seduta del Parlamento",
        "Vi måste diskutera frågan med alla ledamöter vid nästa sammanträde i parlamentet",
        "Debemos discutir la cuestión con todos los miembros en la próxima sesión del Parlamento",
        "Wij moeten de kwestie met alle leden bespreken tijdens de volgende zitting van het huis"
      })
  void otherLanguagesHaveFew(String text) {
    assertThat(Prose.englishShare(text)).isLessThan(0.15);
  }
}
