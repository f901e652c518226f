// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One style for each name, the same wherever the name is drawn.
 *
 * <p>Domains take the colours of Okabe and Ito, "Color Universal Design" (2008), yellow left out
 * because lines in it vanish on white; the six domains of the bundled corpora have the same colour
 * in every picture, whichever of them it shows. Strategies take those of Paul Tol's "muted" scheme
 * (technical note SRON/EPS/TN/09-002), so that the colour of a strategy is not read as that of a
 * domain. Past the last colour come others, each as far as can be from all before it; no two names
 * share one. Dashes and markers change, too.
 *
 * <p>An immutable value; safe for use by any number of threads.
 */
public final class Palette {
  /** Colour of what belongs to no domain and no strategy. */
  public static final String NEUTRAL = "#5F6B7A";

  private static final ImmutableList<String> OKABE_ITO =
      ImmutableList.of("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000");
  private static final ImmutableList<String> TOL_MUTED =
      ImmutableList.of(
          "#332288", "#CC6677", "#117733", "#44AA99", "#882255", "#999933", "#AA4499", "#88CCEE");
  private static final ImmutableList<String> BUNDLED_DOMAINS =
      ImmutableList.of("law", "medicine", "finance", "science", "code", "general");

  private final ImmutableMap<String, SeriesStyle> styles;

  private Palette(ImmutableMap<String, SeriesStyle> styles) {
    this.styles = styles;
  }

  /**
   * Styles of domains.
   *
   * @param domains their names; an order fixes the colours of all but the bundled corpora's
   * @return one style a name
   */
  public static Palette ofDomains(Iterable<String> domains) {
    return new Palette(assign(ImmutableSet.copyOf(domains), OKABE_ITO, BUNDLED_DOMAINS, 0));
  }

  /**
   * Styles of strategies.
   *
   * @param strategies their names; their order fixes their colours
   * @return one style a name
   */
  public static Palette ofStrategies(Iterable<String> strategies) {
    return new Palette(assign(ImmutableSet.copyOf(strategies), TOL_MUTED, ImmutableList.of(), 7));
  }

  /**
   * One colour for all.
   *
   * @param names what is drawn
   * @param colour as {@code #rrggbb}
   * @return the same style for each name
   */
  public static Palette single(Iterable<String> names, String colour) {
    SeriesStyle style = new SeriesStyle(colour, SeriesStyle.Dash.SOLID, SeriesStyle.Marker.CIRCLE);
    return new Palette(
        ImmutableSet.copyOf(names).stream()
            .collect(ImmutableMap.toImmutableMap(name -> name, name -> style)));
  }

  /**
   * The style of a name.
   *
   * @param name one of those that the palette was made for
   * @return its style
   * @throws IllegalArgumentException if there is none; the message names all that there are
   */
  public SeriesStyle of(String name) {
    SeriesStyle style = styles.get(name);
    checkArgument(style != null, "no style for '%s'; there are %s", name, styles.keySet());
    return style;
  }

  /** Names with a place of their own take it; the others fill the places left, in their order. */
  private static ImmutableMap<String, SeriesStyle> assign(
      ImmutableSet<String> names, List<String> colours, List<String> reserved, int grid) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < reserved.size(); i++) {
      if (names.contains(reserved.get(i))) {
        places.put(reserved.get(i), i);
      }
    }
    Deque<Integer> free = new ArrayDeque<>();
    for (int i = 0; free.size() < names.size(); i++) {
      if (!places.containsValue(i)) {
        free.add(i);
      }
    }
    int last = names.size() + reserved.size();
    ImmutableList<String> all =
        names.size() <= colours.size()
            ? ImmutableList.copyOf(colours)
            : FarColours.after(colours, grid, last);
    ImmutableMap.Builder<String, SeriesStyle> styles = ImmutableMap.builder();
    for (String name : names) {
      Integer place = places.get(name);
      styles.put(name, style(place == null ? free.remove() : place, all, colours.size()));
    }
    return styles.buildOrThrow();
  }

  private static SeriesStyle style(int place, List<String> colours, int ofScheme) {
    SeriesStyle.Marker[] markers = SeriesStyle.Marker.values();
    SeriesStyle.Dash[] dashes = SeriesStyle.Dash.values();
    int round = place / ofScheme;
    return new SeriesStyle(
        colours.get(place % colours.size()),
        dashes[round % dashes.length],
        markers[(place + round) % markers.length]);
  }
}
