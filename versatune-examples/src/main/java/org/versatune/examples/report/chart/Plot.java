// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.letsPlot.commons.geometry.DoubleVector;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;
import org.jspecify.annotations.Nullable;

/**
 * A plot as Lets-Plot takes it: layers over one table each, scales and a theme, all of them nested
 * maps. This and {@link TidySvg} are the only classes that know the library.
 */
final class Plot {
  /** Size of all text, in the unit of the view box. */
  static final double FONT = 12;

  /** Size of {@link #FONT} as text layers take it. */
  private static final double TEXT_LAYER_FONT = FONT / 2;

  private static final double LEGEND_ROW = 22;
  private static final double LEGEND_KEY = 38;

  private final List<Object> layers = new ArrayList<>();
  private final List<Object> scales = new ArrayList<>();
  private final Map<String, Object> theme = theme();
  private final Map<String, Object> more = new LinkedHashMap<>();
  private int legendRows;

  /** A table of a layer: columns by name, filled row by row. */
  static final class Table {
    private final Map<String, Object> columns = new LinkedHashMap<>();
    private final ImmutableList<String> names;
    private final List<List<Object>> values = new ArrayList<>();

    Table(String... names) {
      this.names = ImmutableList.copyOf(names);
      for (String name : names) {
        List<Object> column = new ArrayList<>();
        values.add(column);
        columns.put(name, column);
      }
    }

    void row(Object... cells) {
      for (int i = 0; i < names.size(); i++) {
        values.get(i).add(cells[i]);
      }
    }

    boolean isEmpty() {
      return values.get(0).isEmpty();
    }
  }

  /**
   * Adds a layer; a column of the table is mapped to the aesthetic of its name.
   *
   * @param options pairs of names and values
   */
  Plot layer(String geometry, Table table, Object... options) {
    if (table.isEmpty()) {
      return this;
    }
    Map<String, Object> mapping = new LinkedHashMap<>();
    table.names.forEach(name -> mapping.put(name, name));
    Map<String, Object> layer =
        map("geom", geometry, "data", table.columns, "mapping", mapping, "tooltips", "none");
    layer.putAll(map(options));
    layers.add(layer);
    return this;
  }

  /** Text with its place and the side of it that the place is at. */
  static final class Texts {
    private record Side(String horizontal, String vertical) {}

    private final Map<Side, Table> tables = new LinkedHashMap<>();

    /**
     * Adds a text.
     *
     * @param horizontal left, middle or right: where the place is in the text
     * @param vertical bottom, center or top: the same
     */
    void add(double x, double y, String text, String horizontal, String vertical) {
      tables
          .computeIfAbsent(new Side(horizontal, vertical), side -> new Table("x", "y", "label"))
          .row(x, y, text);
    }
  }

  /** Adds texts of one colour. */
  Plot texts(Texts texts, String colour) {
    texts.tables.forEach(
        (side, table) ->
            layer(
                "text",
                table,
                "hjust",
                side.horizontal(),
                "vjust",
                side.vertical(),
                "size",
                TEXT_LAYER_FONT,
                "family",
                TidySvg.FAMILY,
                "color",
                colour,
                "show_legend",
                false));
    return this;
  }

  /** An axis of numbers. */
  Plot axis(String aesthetic, String title, double low, double high) {
    return scale(aesthetic, title, low, high, null, null);
  }

  /** Names at 0, 1, 2 and so on below the plot. */
  Plot names(List<String> names, double room) {
    List<Object> places = new ArrayList<>();
    List<Object> labels = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      places.add((double) i);
      labels.add(Labels.fit(names.get(i), FONT, room));
    }
    theme.put("panel_grid_major_x", blank());
    return scale("x", "", -0.6, Math.max(0, names.size() - 1) + 0.6, places, labels);
  }

  /**
   * Names at 0, −1, −2 and so on to the left of an axis of numbers. The library would cut long ones
   * short at a length of its own, so they are texts inside the plot.
   */
  Plot rows(List<String> names, String title, double low, double high, int width) {
    List<String> labels = names.stream().map(name -> Labels.fit(name, FONT, 0.4 * width)).toList();
    double length = (high - low) / (1 - namesRoom(names, width) / (width - 24));
    List<Object> ticks =
        new ArrayList<>(new Range().add(low).add(high).ticks(Math.max(2, width / 110)));
    Texts texts = new Texts();
    for (int i = 0; i < labels.size(); i++) {
      texts.add(low - 0.012 * length, -i, labels.get(i), "right", "center");
    }
    for (String part : ImmutableList.of("axis_text_y", "panel_grid_major_y", "axis_title_y")) {
      theme.put(part, blank());
    }
    return scale("x", title, high - length, high, ticks, null)
        .scale("y", "", Math.min(0, 1 - names.size()) - 0.6, 0.6, null, null)
        .texts(texts, TidySvg.INK);
  }

  /** Pixels that {@link #rows} keeps for the names. */
  static double namesRoom(List<String> names, int width) {
    double widest =
        names.stream()
            .mapToDouble(name -> Labels.width(Labels.fit(name, FONT, 0.4 * width), FONT))
            .max()
            .orElse(0);
    return Math.min(0.5 * (width - 24), widest + 6);
  }

  private Plot scale(
      String aesthetic,
      String title,
      double low,
      double high,
      @Nullable List<Object> breaks,
      @Nullable List<Object> labels) {
    scales.add(
        map(
            "aesthetic",
            aesthetic,
            "name",
            XmlText.label(title),
            "limits",
            list(low, high),
            "breaks",
            breaks,
            "labels",
            labels,
            "expand",
            list(0.0, 0.0)));
    return this;
  }

  /**
   * The look of series, and a legend of them below the plot.
   *
   * @param aesthetics which of fill, color, shape and linetype tell series apart
   */
  Plot series(
      List<String> names, Palette palette, List<String> aesthetics, boolean legend, int width) {
    List<Object> values = new ArrayList<>(names);
    List<Object> labels = new ArrayList<>();
    double widest = 0;
    for (String name : names) {
      String label = Labels.fit(name, FONT, width - LEGEND_KEY - 10);
      // The library estimates text narrower than some fonts are; TidySvg takes the space away.
      labels.add(label + "\u00A0\u00A0\u00A0");
      widest = Math.max(widest, Labels.width(label, FONT));
    }
    int columns = Math.max(1, Math.min(names.size(), (int) ((width - 10) / (widest + LEGEND_KEY))));
    if (legend) {
      legendRows = (names.size() + columns - 1) / columns;
    }
    for (String aesthetic : aesthetics) {
      List<Object> looks = new ArrayList<>();
      for (String name : names) {
        SeriesStyle style = palette.of(name);
        looks.add(
            switch (aesthetic) {
              case "shape" -> style.marker().plotCode();
              case "linetype" -> style.dash().plotName();
              default -> style.colour();
            });
      }
      scales.add(
          map(
              "aesthetic",
              aesthetic,
              "name",
              "",
              "discrete",
              true,
              "limits",
              values,
              "labels",
              labels,
              "values",
              looks,
              "guide",
              legend ? map("name", "legend", "ncol", columns, "byrow", true) : "none"));
    }
    if (!legend) {
      theme.put("legend_position", "none");
    }
    return this;
  }

  /** The same unit on both axes, and nothing drawn for them. */
  Plot bare() {
    more.put("coord", map("name", "fixed", "ratio", 1.0));
    for (String part : ImmutableList.of("axis_text", "axis_title", "axis_line", "panel_grid")) {
      theme.put(part, blank());
    }
    theme.put("panel_grid_major_x", blank());
    theme.put("panel_grid_major_y", blank());
    return this;
  }

  /** Draws a picture of this size; a legend makes it higher. */
  Chart draw(String title, String description, int width, int height) {
    Map<String, Object> spec =
        map("kind", "plot", "layers", layers, "scales", scales, "theme", theme);
    spec.putAll(more);
    double total = height + (legendRows == 0 ? 0 : 8 + LEGEND_ROW * legendRows);
    if (layers.isEmpty()) {
      Texts nothing = new Texts();
      nothing.add(0.5, 0.5, "nothing to show", "middle", "center");
      texts(nothing, TidySvg.SOFT);
    }
    String raw =
        PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
            spec,
            new DoubleVector(width, total),
            (w, h, pixels) -> {
              throw new IllegalStateException("no chart here has a layer of pixels");
            },
            false);
    return new Chart(title, description, width, TidySvg.of(raw, title, description, width, total));
  }

  static Map<String, Object> map(@Nullable Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      Object value = pairs[i + 1];
      if (value != null) {
        map.put(String.valueOf(pairs[i]), value);
      }
    }
    return map;
  }

  private static List<Object> list(Object... values) {
    return new ArrayList<>(List.of(values));
  }

  private static Map<String, Object> blank() {
    return map("name", "blank", "blank", true);
  }

  private static Map<String, Object> theme() {
    Map<String, Object> line = map("name", "line", "color", "#e4e8ec", "size", 1.0);
    Map<String, Object> soft = map("name", "text", "color", TidySvg.SOFT, "size", FONT);
    return map(
        "name",
        "minimal",
        "axis_ontop",
        false,
        "legend_position",
        "bottom",
        "axis_text",
        soft,
        "axis_title",
        soft,
        "legend_text",
        map("name", "text", "color", TidySvg.INK, "size", FONT),
        "panel_grid_minor",
        blank(),
        "panel_grid_major",
        line);
  }
}
