// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gives each name one style, the same wherever the name is drawn.
 *
 * <p>Domains take the colours of Okabe and Ito, "Color Universal Design" (2008), yellow left out
 * because lines in it vanish on white. The six domains of the bundled corpora have the same colour
 * in every picture, whichever of them it shows. Strategies take those of Paul Tol's "muted" scheme
 * (technical note SRON/EPS/TN/09-002), so that the colour of a strategy is not read as that of a
 * domain. After the last colour come others, each as different as possible from all before it; no
 * two names share one. Dashes and markers change, too.
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

  /** {@return a style for each domain; their order fixes all but those of the bundled corpora} */
  public static Palette ofDomains(Iterable<String> domains) {
    return new Palette(assign(ImmutableSet.copyOf(domains), OKABE_ITO, BUNDLED_DOMAINS, 0));
  }

  /** {@return a style for each strategy, by their order} */
  public static Palette ofStrategies(Iterable<String> strategies) {
    return new Palette(assign(ImmutableSet.copyOf(strategies), TOL_MUTED, ImmutableList.of(), 7));
  }

  /** {@return one style for all names, its colour as {@code #rrggbb}} */
  public static Palette single(Iterable<String> names, String colour) {
    SeriesStyle style = new SeriesStyle(colour, SeriesStyle.Dash.SOLID, SeriesStyle.Marker.CIRCLE);
    return new Palette(Maps.toMap(ImmutableSet.copyOf(names), name -> style));
  }

  /**
   * {@return the style of a name}
   *
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
    Iterator<Integer> free =
        IntStream.iterate(0, i -> i + 1)
            .filter(i -> i >= reserved.size() || !names.contains(reserved.get(i)))
            .boxed()
            .iterator();
    int last = names.size() + reserved.size();
    List<String> all =
        names.size() <= colours.size() ? colours : FarColours.after(colours, grid, last);
    return Maps.toMap(
        names,
        name -> {
          int place = reserved.contains(name) ? reserved.indexOf(name) : free.next();
          return style(place, all, colours.size());
        });
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
