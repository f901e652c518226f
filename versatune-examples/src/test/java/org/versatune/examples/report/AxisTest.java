package org.versatune.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Property
  void coversTheRangeWithRoundTicksThatReadDifferently(
      @ForAll @DoubleRange(min = -1e4, max = 1e4) double low,
      @ForAll @Scale(4) @DoubleRange(min = 1e-3, max = 1e4) double length,
      @ForAll @IntRange(min = 2, max = 12) int ticks) {
    Axis axis = Axis.covering(low, low + length, 0, 100, ticks);

    assertThat(axis.low()).isLessThanOrEqualTo(low + 1e-6 * axis.step());
    assertThat(axis.high()).isGreaterThanOrEqualTo(low + length - 1e-6 * axis.step());
    List<String> labels = axis.ticks().stream().map(axis::label).toList();
    assertThat(labels).doesNotHaveDuplicates().hasSizeBetween(2, ticks + 2);
    for (int i = 0; i < labels.size(); i++) {
      double read = Double.parseDouble(labels.get(i).replace('\u2212', '-').replace(",", ""));
      assertThat(read).isCloseTo(axis.ticks().get(i), within(1e-6 * axis.step()));
    }
  }

  @Property
  void labelsOfAnExactAxisDoNotTouch(@ForAll @DoubleRange(min = 1, max = 1e7) double high) {
    Axis axis = Axis.exact(0, high, 40, 326, text -> TextWidth.of(text, SvgPicture.FONT));

    double end = Double.NEGATIVE_INFINITY;
    for (double tick : axis.ticks()) {
      double width = TextWidth.of(axis.label(tick), SvgPicture.FONT);
      assertThat(axis.position(tick) - width / 2).isGreaterThan(end);
      end = axis.position(tick) + width / 2;
    }
  }

  @Test
  void oneNumberAloneHasAnAxis() {
    Axis axis = Axis.covering(2, 2, 0, 100, 5);

    assertThat(axis.low()).isLessThanOrEqualTo(2);
    assertThat(axis.high()).isGreaterThan(2);
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }
}
