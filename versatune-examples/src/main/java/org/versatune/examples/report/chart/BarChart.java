// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import com.google.common.collect.Table;
import com.google.common.collect.Tables;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws bars in groups, one colour for each series, with intervals: for example strategies over
 * domains.
 *
 * <pre>{@code
 * Chart chart = BarChart.titled("Gain by domain").axis("gain")
 *     .bar("law", "uniform", new Estimate(0.31, 0.28, 0.34))
 *     .bar("law", "fostering", new Estimate(0.25, 0.21, 0.29))
 *     .draw();
 * }</pre>
 *
 * <p>A builder, for one thread.
 */
public final class BarChart extends LevelChart<BarChart> {
  private static final int ROW = 26;

  /** The library makes no panel lower than about this. */
  private static final int LEAST = 52;

  private static final double GROUP = 0.8;

  /** Half of a diamond, in pixels. */
  private static final double DIAMOND = 6;

  /** Between a text and what is beside it, in pixels. */
  private static final double GAP = 4;

  private record Bar(String group, String series, Estimate size) {}

  private final List<Bar> bars = new ArrayList<>();
  private final Set<String> groups = new LinkedHashSet<>();
  private final Set<String> series = new LinkedHashSet<>();
  private final Table<String, String, Double> marks =
      Tables.newCustomTable(new LinkedHashMap<>(), LinkedHashMap::new);
  private boolean horizontal;
  private @Nullable DoubleFunction<String> format;

  private BarChart(String title) {
    super(title, 0);
    range.add(0);
  }

  /** Starts a chart; the title says in a few words what it shows. */
  public static BarChart titled(String title) {
    return new BarChart(title);
  }

  /** Adds a bar without an interval. */
  @CanIgnoreReturnValue
  public BarChart bar(String group, String series, double size) {
    return bar(group, series, Estimate.of(size));
  }

  /**
   * Adds a bar with an interval.
   *
   * @param group what is drawn side by side, in the order of the first bars
   * @param series what has one colour, in the order of the first bars
   * @param size its length; nothing is drawn for NaN
   */
  @CanIgnoreReturnValue
  public BarChart bar(String group, String series, Estimate size) {
    bars.add(new Bar(group, series, size));
    groups.add(group);
    this.series.add(series);
    range.add(size);
    return this;
  }

  /**
   * Adds a second number to a bar, shown as a diamond on it; nothing is drawn for NaN.
   *
   * @throws IllegalArgumentException if there is no such bar yet; the message names it
   */
  @CanIgnoreReturnValue
  public BarChart mark(String group, String series, double value) {
    checkArgument(
        groups.contains(group) && this.series.contains(series),
        "no bar of '%s' in '%s' to mark",
        series,
        group);
    if (Double.isFinite(value)) {
      marks.put(group, series, value);
      range.add(value);
    }
    return this;
  }

  /** Lays the bars on their side: names of any length have room. */
  @CanIgnoreReturnValue
  public BarChart horizontal() {
    horizontal = true;
    return this;
  }

  /** Writes each bar's number, which may be NaN, at its end. */
  @CanIgnoreReturnValue
  public BarChart labelled(DoubleFunction<String> words) {
    format = words;
    return this;
  }

  @Override
  public Chart draw() {
    ImmutableList<String> names = ImmutableList.copyOf(series);
    Palette styles = styles(names, Palette::ofStrategies);
    String across = horizontal ? "y" : "x";
    String along = horizontal ? "x" : "y";
    double direction = horizontal ? -1 : 1;
    Plot.Table boxes =
        new Plot.Table(across + "min", across + "max", along + "min", along + "max", "fill");
    Plot.Table whiskers = new Plot.Table(across, across + "end", along, along + "end");
    Plot.Table diamonds = new Plot.Table(across, along);
    Plot.Texts texts = new Plot.Texts();
    ImmutableListMultimap<String, Bar> byGroup = Multimaps.index(bars, Bar::group);
    int slots = byGroup.asMap().values().stream().mapToInt(Collection::size).max().orElse(1);
    // A series keeps its place in a group where another is missing, unless every group has its own.
    boolean fixedPlaces = slots == names.size();
    double thickness = GROUP / slots;
    ImmutableList<String> places = ImmutableList.copyOf(groups);
    double unit = range.length();
    double textRoom = textRoom();
    double perPixel = unit / (horizontal ? Math.max(60, barRoom(places) - textRoom) : 190);
    for (Bar bar : bars) {
      int slot = fixedPlaces ? names.indexOf(bar.series()) : byGroup.get(bar.group()).indexOf(bar);
      double at = direction * (places.indexOf(bar.group()) - GROUP / 2 + thickness * (slot + 0.5));
      double half = 0.46 * thickness;
      Estimate size = bar.size();
      double value = size.value();
      if (size.present()) {
        boxes.row(at - half, at + half, Math.min(0, value), Math.max(0, value), bar.series());
      }
      if (size.hasInterval()) {
        double cap = 0.5 * half;
        whiskers.row(at, at, size.low(), size.high());
        whiskers.row(at - cap, at + cap, size.low(), size.low());
        whiskers.row(at - cap, at + cap, size.high(), size.high());
      }
      Double mark = marks.get(bar.group(), bar.series());
      if (mark != null) {
        diamonds.row(at, mark);
      }
      if (format != null) {
        boolean left = size.present() && value < 0;
        double outermost = size.present() ? (left ? size.lowest() : size.highest()) : 0;
        double end = outermost + (left ? -GAP : GAP) * perPixel;
        if (mark != null) {
          // The text is beyond bar, whisker and diamond, whichever reaches furthest.
          double beyond = (DIAMOND + GAP) * perPixel;
          end = left ? Math.min(end, mark - beyond) : Math.max(end, mark + beyond);
        }
        if (horizontal) {
          texts.add(end, at, format.apply(value), left ? "right" : "left", "center");
        } else {
          texts.add(at, end, format.apply(value), "middle", left ? "top" : "bottom");
        }
      }
    }
    Plot.Table zero = new Plot.Table(along + "intercept");
    zero.row(0.0);
    Plot.Table rules = new Plot.Table(along + "intercept");
    Plot.Texts ruleNames = new Plot.Texts();
    for (Level level : levels) {
      rules.row(level.value());
      double beside = level.value() + 0.01 * unit;
      String name = Labels.fit(level.name(), Plot.FONT, width / 2.0);
      if (horizontal) {
        ruleNames.add(beside, 0.55, name, "left", "top");
      } else {
        ruleNames.add(places.size() - 0.45, beside, name, "right", "bottom");
      }
    }
    double room = format == null ? 0.04 * unit : horizontal ? textRoom * perPixel : 0.12 * unit;
    double from = range.low() < 0 ? range.low() - room : 0;
    double to = range.high() > 0 ? range.high() + room : 0;
    String line = horizontal ? "vline" : "hline";
    String thin = "size: 0.7, show_legend: false, color: '%s', linetype: '%s'";
    Plot plot = new Plot();
    if (horizontal) {
      plot.rows(places, yTitle, from, to, width);
    } else {
      plot.names(places, 0.94 * width / Math.max(1, places.size())).axis("y", yTitle, from, to);
    }
    plot.series(names, styles, ImmutableList.of("fill"), legend, width)
        .layer("rect", boxes, "color: '#ffffff', size: 0.0")
        .layer(line, zero, thin, TidySvg.SOFT, "solid")
        .layer(line, rules, thin, TidySvg.INK, "dashed")
        .layer("segment", whiskers, thin, TidySvg.INK, "solid")
        .layer(
            "point",
            diamonds,
            "size: 3.5, shape: 23.0, show_legend: false, color: '%1$s', fill: '%1$s'",
            TidySvg.INK)
        .texts(texts, TidySvg.INK)
        .texts(ruleNames, TidySvg.INK);
    int rows = Math.max(1, places.size() * slots);
    int high = height > 0 ? height : horizontal ? 60 + Math.max(LEAST, ROW * rows) : 270;
    return plot.draw(title, describe(), width, high);
  }

  /** Returns the pixels of the longest text at a bar's end, with the diamond before it. */
  private double textRoom() {
    DoubleFunction<String> form = format;
    return form == null
        ? 0
        : bars.stream()
                .mapToDouble(bar -> Labels.width(form.apply(bar.size().value()), Plot.FONT))
                .max()
                .orElse(0)
            + (marks.isEmpty() ? 0 : DIAMOND)
            + 2 * GAP;
  }

  /** Returns the pixels for bars on their side and the texts at one or both of their ends. */
  private double barRoom(List<String> places) {
    double sides = range.low() < 0 && range.high() > 0 && format != null ? textRoom() : 0;
    return width - 24 - Plot.namesRoom(places, width) - sides;
  }

  private String describe() {
    Stream<String> numbers =
        bars.stream()
            .map(
                bar -> {
                  Double mark = marks.get(bar.group(), bar.series());
                  return bar.group()
                      + (series.size() == 1 ? "" : ", " + bar.series())
                      + " "
                      + bar.size()
                      + (mark == null ? "" : " (compared with " + Labels.number(mark) + ")");
                });
    return describe(yTitle, numbers, " ");
  }
}
