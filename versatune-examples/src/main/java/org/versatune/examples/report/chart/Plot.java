// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jetbrains.letsPlot.commons.geometry.DoubleVector;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A plot as Lets-Plot takes it: layers over one table each, scales and a theme, all of them nested
 * maps, which are written here as JSON without double quotes. This and {@link TidySvg} are the only
 * classes that know the library.
 */
final class Plot {
  /** Size of all text, in the unit of the view box. */
  static final double FONT = 12;

  /** What tells series of lines and points apart. */
  static final ImmutableList<String> LINE_LOOKS =
      ImmutableList.of("color", "fill", "shape", "linetype");

  private static final double LEGEND_ROW = 22;
  private static final double LEGEND_KEY = 38;
  private static final String BLANK = "{name: 'blank', blank: true}";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(
              JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
          .build();

  private final List<Object> layers = new ArrayList<>();
  private final List<Object> scales = new ArrayList<>();
  private final Map<String, Object> more = new LinkedHashMap<>();
  private final Map<String, Object> theme =
      map(
          """
          name: 'minimal', axis_ontop: false, legend_position: 'bottom',
          axis_text: {name: 'text', color: '%1$s', size: %3$s},
          axis_title: {name: 'text', color: '%1$s', size: %3$s},
          legend_text: {name: 'text', color: '%2$s', size: %3$s},
          panel_grid_minor: %4$s,
          panel_grid_major: {name: 'line', color: '#e4e8ec', size: 1.0}
          """,
          TidySvg.SOFT, TidySvg.INK, FONT, BLANK);
  private int legendRows;

  /** The table of a layer: columns by name, filled row by row. */
  static final class Table {
    private final Map<String, List<Object>> columns = new LinkedHashMap<>();

    Table(String... names) {
      Arrays.stream(names).forEach(name -> columns.put(name, new ArrayList<>()));
    }

    void row(Object... cells) {
      int i = 0;
      for (List<Object> column : columns.values()) {
        column.add(cells[i++]);
      }
    }
  }

  /** Texts with their places; {@code hjust} and {@code vjust} say where in the text a place is. */
  static final class Texts {
    private final Map<String, Table> tables = new LinkedHashMap<>();

    /**
     * Adds a text.
     *
     * @param horizontal left, middle or right
     * @param vertical bottom, center or top
     */
    void add(double x, double y, String text, String horizontal, String vertical) {
      tables
          .computeIfAbsent(
              "hjust: '" + horizontal + "', vjust: '" + vertical + "'",
              side -> new Table("x", "y", "label"))
          .row(x, y, text);
    }
  }

  /** Adds a layer; a column of the table is mapped to the aesthetic of its name. */
  @FormatMethod
  Plot layer(String geometry, Table table, @FormatString String options, Object... values) {
    if (table.columns.values().iterator().next().isEmpty()) {
      return this;
    }
    Map<String, Object> mapping = new LinkedHashMap<>();
    table.columns.keySet().forEach(name -> mapping.put(name, name));
    Map<String, Object> layer = map("geom: '%s', tooltips: 'none'", geometry);
    layer.put("data", table.columns);
    layer.put("mapping", mapping);
    layer.putAll(map(options, values));
    layers.add(layer);
    return this;
  }

  /** Adds texts of one colour. */
  Plot texts(Texts texts, String colour) {
    texts.tables.forEach(
        (side, table) -> {
          layer(
              "text",
              table,
              "%s, size: %s, color: '%s', show_legend: false, family: \"%s\"",
              side,
              FONT / 2,
              colour,
              TidySvg.FAMILY);
        });
    return this;
  }

  /** Adds an axis of numbers. */
  Plot axis(String aesthetic, String title, double low, double high) {
    return scale(aesthetic, title, low, high, null, null);
  }

  /** Puts names at 0, 1, 2 and so on below the plot. */
  Plot names(List<String> names, double room) {
    List<Double> places = IntStream.range(0, names.size()).asDoubleStream().boxed().toList();
    List<String> labels = names.stream().map(name -> Labels.fit(name, FONT, room)).toList();
    blank("panel_grid_major_x");
    return scale("x", "", -0.6, Math.max(0, names.size() - 1) + 0.6, places, labels);
  }

  /**
   * Puts names at 0, −1, −2 and so on to the left of an axis of numbers. The library would cut long
   * ones short at a length of its own, so they are texts inside the plot.
   */
  Plot rows(List<String> names, String title, double low, double high, int width) {
    double length = (high - low) / (1 - namesRoom(names, width) / (width - 24));
    List<Double> ticks = new Range().add(low).add(high).ticks(Math.max(2, width / 110));
    Texts texts = new Texts();
    for (int i = 0; i < names.size(); i++) {
      String label = Labels.fit(names.get(i), FONT, 0.4 * width);
      texts.add(low - 0.012 * length, -i, label, "right", "center");
    }
    blank("axis_text_y", "panel_grid_major_y", "axis_title_y");
    return scale("x", title, high - length, high, ticks, null)
        .scale("y", "", Math.min(0, 1 - names.size()) - 0.6, 0.6, null, null)
        .texts(texts, TidySvg.INK);
  }

  /** Returns the pixels that {@link #rows} keeps for the names. */
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
      @Nullable List<Double> breaks,
      @Nullable List<String> labels) {
    Map<String, Object> scale = map("aesthetic: '%s', expand: [0.0, 0.0]", aesthetic);
    scale.put("name", XmlText.label(title));
    scale.put("limits", list(low, high));
    if (breaks != null) {
      scale.put("breaks", list(breaks.toArray()));
    }
    if (labels != null) {
      scale.put("labels", list(labels.toArray()));
    }
    scales.add(scale);
    return this;
  }

  /**
   * Sets the look of series, and puts a legend of them below the plot.
   *
   * @param aesthetics which of fill, color, shape and linetype tell series apart
   */
  Plot series(
      List<String> names, Palette palette, List<String> aesthetics, boolean legend, int width) {
    List<String> fitted =
        names.stream().map(name -> Labels.fit(name, FONT, width - LEGEND_KEY - 10)).toList();
    double widest = fitted.stream().mapToDouble(name -> Labels.width(name, FONT)).max().orElse(0);
    int columns = Math.max(1, Math.min(names.size(), (int) ((width - 10) / (widest + LEGEND_KEY))));
    if (legend) {
      legendRows = (names.size() + columns - 1) / columns;
    } else {
      theme.put("legend_position", "none");
    }
    for (String aesthetic : aesthetics) {
      Map<String, Object> scale =
          map(
              "aesthetic: '%s', name: '', discrete: true, guide: %s",
              aesthetic,
              legend ? "{name: 'legend', ncol: " + columns + ", byrow: true}" : "'none'");
      scale.put("limits", list(names.toArray()));
      // The library estimates text narrower than some fonts are; TidySvg takes the space away.
      scale.put("labels", list(fitted.stream().map(name -> name + "\u00A0\u00A0\u00A0").toArray()));
      scale.put(
          "values", list(names.stream().map(name -> palette.of(name).look(aesthetic)).toArray()));
      scales.add(scale);
    }
    return this;
  }

  /** Sets the same unit on both axes, and draws nothing for them. */
  Plot bare() {
    more.put("coord", map("name: 'fixed', ratio: 1.0"));
    blank(
        "axis_text",
        "axis_title",
        "axis_line",
        "panel_grid",
        "panel_grid_major_x",
        "panel_grid_major_y");
    return this;
  }

  private void blank(String... parts) {
    Arrays.stream(parts).forEach(part -> theme.putAll(map("%s: %s", part, BLANK)));
  }

  /** Draws a picture of this size; a legend makes it higher. */
  Chart draw(String title, String description, int width, int height) {
    double total = height + (legendRows == 0 ? 0 : 8 + LEGEND_ROW * legendRows);
    if (layers.isEmpty()) {
      Texts nothing = new Texts();
      nothing.add(0.5, 0.5, "nothing to show", "middle", "center");
      texts(nothing, TidySvg.SOFT);
    }
    Map<String, Object> spec = new LinkedHashMap<>(more);
    spec.putAll(
        ImmutableMap.of("kind", "plot", "layers", layers, "scales", scales, "theme", theme));
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

  /** The library changes the lists and maps that it gets. */
  private static List<Object> list(Object... values) {
    return new ArrayList<>(List.of(values));
  }

  @FormatMethod
  private static Map<String, Object> map(@FormatString String options, Object... values) {
    return JSON.readValue("{" + options.formatted(values) + "}", new TypeReference<>() {});
  }
}
