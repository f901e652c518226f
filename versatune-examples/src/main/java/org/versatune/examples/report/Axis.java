package org.versatune.examples.report;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A linear axis: numbers to positions, and round numbers to label it with.
 *
 * <p>Ticks are multiples of 1, 2 or 5 times a power of ten (the choice of every hand-drawn plot);
 * the range grows to the next tick at either end where {@link #covering} is used.
 *
 * @param low the number at {@code start}
 * @param high the number at {@code end}, above {@code low}
 * @param start position of {@code low}
 * @param end position of {@code high}; below {@code start} for an axis that points up
 * @param step distance of the ticks
 */
record Axis(double low, double high, double start, double end, double step) {

  Axis {
    checkArgument(low < high, "an axis from %s to %s has no length", low, high);
    checkArgument(step > 0, "step %s", step);
  }

  /** An axis from tick to tick that shows both numbers, with at most about so many ticks. */
  static Axis covering(double low, double high, double start, double end, int ticks) {
    double top = high > low ? high : low + Math.max(Math.abs(low) * 0.1, 1e-3);
    double step = roundStep((top - low) / Math.max(1, ticks - 1));
    // Numbers such as 0.3 sit a rounding error off their tick; they do not open another one.
    double first = step * Math.floor(low / step + 1e-9);
    double last = step * Math.ceil(top / step - 1e-9);
    return new Axis(first, last, start, end, step);
  }

  /**
   * An axis of exactly this range whose ticks have room for their labels.
   *
   * @param width estimated width of a label, in the unit of the positions
   */
  static Axis exact(
      double low, double high, double start, double end, ToDoubleFunction<String> width) {
    Axis axis = new Axis(low, high, start, end, roundStep((high - low) / 12));
    while (axis.labelsCollide(width)) {
      axis = new Axis(low, high, start, end, roundStep(axis.step * 1.5));
    }
    return axis;
  }

  double position(double value) {
    return start + (value - low) / (high - low) * (end - start);
  }

  double clamp(double value) {
    return Math.min(high, Math.max(low, value));
  }

  ImmutableList<Double> ticks() {
    ImmutableList.Builder<Double> ticks = ImmutableList.builder();
    long last = (long) Math.floor(high / step + 1e-9);
    for (long i = (long) Math.ceil(low / step - 1e-9); i <= last; i++) {
      ticks.add(i * step);
    }
    return ticks.build();
  }

  /** A tick with as many decimals as the step needs. */
  String label(double tick) {
    int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", Math.abs(tick));
    return tick < -step / 2 ? "\u2212" + text : text;
  }

  private boolean labelsCollide(ToDoubleFunction<String> width) {
    double widest =
        ticks().stream().mapToDouble(t -> width.applyAsDouble(label(t))).max().orElse(0);
    return ticks().size() > 1 && Math.abs(position(low + step) - position(low)) < widest + 8;
  }

  private static double roundStep(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step) + 1e-9));
    double leading = step / power;
    double rounded =
        leading <= 1 + 1e-9 ? 1 : leading <= 2 + 1e-9 ? 2 : leading <= 5 + 1e-9 ? 5 : 10;
    return rounded * power;
  }
}
