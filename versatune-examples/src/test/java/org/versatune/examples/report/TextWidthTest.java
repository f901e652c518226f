package org.versatune.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TextWidthTest {
  @Property
  void whatIsFittedFits(
      @ForAll @StringLength(max = 80) String text,
      @ForAll @DoubleRange(min = 20, max = 300) double room) {
    String fitted = TextWidth.fit(text, 12, room);

    assertThat(TextWidth.of(fitted, 12)).isLessThanOrEqualTo(room);
    if (TextWidth.of(text, 12) <= room) {
      assertThat(fitted).isEqualTo(text);
    }
  }

  @Test
  void bothEndsOfALongNameStay() {
    assertThat(TextWidth.fit("questions of patients, answered by nurses", 12, 150))
        .startsWith("quest")
        .contains("\u2026")
        .endsWith("nurses");
  }
}
