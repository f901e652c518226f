// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Table;
import com.google.common.collect.Tables;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Draws mixes as horizontal stacked bars, one bar for each mix and one colour for each domain.
 *
 * <pre>{@code
 * Chart chart = StackedBarChart.titled("Detected and true mix").axis("share")
 *     .part("true", "law", 0.06).part("true", "code", 0.94)
 *     .part("detected", "law", 0.08).part("detected", "code", 0.92)
 *     .draw();
 * }</pre>
 *
 * <p>A builder, for one thread.
 */
public final class StackedBarChart extends ChartBuilder<StackedBarChart> {
  private static final int ROW = 34;

  private final Table<String, String, Double> parts =
      Tables.newCustomTable(new LinkedHashMap<>(), LinkedHashMap::new);

  private StackedBarChart(String title) {
    super(title, 0);
  }

  /** Starts a chart; the title says in a few words what it shows. */
  public static StackedBarChart titled(String title) {
    return new StackedBarChart(title);
  }

  /**
   * Adds a part to a bar.
   *
   * @param bar the bar's name
   * @param series what has one colour; stacked in the order of the first bar
   * @param size finite and at least 0
   * @throws IllegalArgumentException if the size is negative or not finite, or the bar has this
   *     part already; the message names both
   */
  @CanIgnoreReturnValue
  public StackedBarChart part(String bar, String series, double size) {
    checkArgument(
        size >= 0 && Double.isFinite(size), "part '%s' of bar '%s' is %s", series, bar, size);
    checkArgument(!parts.contains(bar, series), "bar '%s' has part '%s' twice", bar, series);
    parts.put(bar, series, size);
    return this;
  }

  /** Adds a whole bar, its sizes by series, as {@link #part} does. */
  @CanIgnoreReturnValue
  public StackedBarChart bar(String bar, Map<String, Double> sizes) {
    sizes.forEach((series, size) -> part(bar, series, size));
    return this;
  }

  @Override
  public Chart draw() {
    ImmutableList<String> bars = ImmutableList.copyOf(parts.rowKeySet());
    ImmutableList<String> names = ImmutableList.copyOf(parts.columnKeySet());
    Palette styles = styles(names, Palette::ofDomains);
    double highest =
        parts.rowMap().values().stream()
            .mapToDouble(bar -> bar.values().stream().mapToDouble(Double::doubleValue).sum())
            .max()
            .orElse(1);
    double full = highest > 0 ? highest : 1;
    Plot.Table boxes = new Plot.Table("xmin", "xmax", "ymin", "ymax", "fill");
    Plot.Texts dark = new Plot.Texts();
    Plot.Texts light = new Plot.Texts();
    for (int i = 0; i < bars.size(); i++) {
      double from = 0;
      for (String name : names) {
        Double size = parts.get(bars.get(i), name);
        if (size == null || size == 0) {
          continue;
        }
        boxes.row(from, from + size, -i - 0.38, -i + 0.38, name);
        if (size / full * width > 54) {
          String share = String.format(Locale.ROOT, "%.2f", size);
          (FarColours.bright(styles.of(name).colour()) ? dark : light)
              .add(from + size / 2, -i, share, "middle", "center");
        }
        from += size;
      }
    }
    return new Plot()
        .rows(bars, yTitle, 0, full * 1.01, width)
        .series(names, styles, ImmutableList.of("fill"), legend, width)
        .layer("rect", boxes, "color: '#ffffff', size: 0.4")
        .texts(dark, TidySvg.INK)
        .texts(light, "#ffffff")
        .draw(title, Labels.description(yTitle, parts), width, 60 + ROW * Math.max(2, bars.size()));
  }
}
