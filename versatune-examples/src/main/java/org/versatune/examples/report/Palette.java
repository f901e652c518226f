package org.versatune.examples.report;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;

/**
 * One style for each name, the same wherever the name is drawn.
 *
 * <p>Domains take the colours of Okabe and Ito, "Color Universal Design" (2008), yellow left out
 * because lines in it vanish on white. Strategies take those of Paul Tol's "muted" scheme
 * (technical note SRON/EPS/TN/09-002), so that the colour of a strategy is not read as that of a
 * domain. Past the last colour they repeat with another dash and another marker.
 */
final class Palette {
  /** Colour of bars that sum over domains and so belong to none of them. */
  static final String NEUTRAL = "#5F6B7A";

  private static final ImmutableList<String> OKABE_ITO =
      ImmutableList.of("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000");
  private static final ImmutableList<String> TOL_MUTED =
      ImmutableList.of(
          "#332288", "#CC6677", "#117733", "#44AA99", "#882255", "#999933", "#AA4499", "#88CCEE");
  private static final ImmutableList<String> DASHES = ImmutableList.of("", "7 3", "2 2", "9 3 2 3");

  private final ImmutableMap<String, LineStyle> styles;

  private Palette(ImmutableMap<String, LineStyle> styles) {
    this.styles = styles;
  }

  static Palette ofDomains(Iterable<String> domains) {
    return new Palette(assign(ImmutableSet.copyOf(domains), OKABE_ITO));
  }

  static Palette ofStrategies(Iterable<String> strategies) {
    return new Palette(assign(ImmutableSet.copyOf(strategies), TOL_MUTED));
  }

  LineStyle of(String name) {
    LineStyle style = styles.get(name);
    checkArgument(style != null, "no style for '%s'; there are %s", name, styles.keySet());
    return style;
  }

  private static ImmutableMap<String, LineStyle> assign(
      ImmutableSet<String> names, List<String> colours) {
    LineStyle.Marker[] markers = LineStyle.Marker.values();
    ImmutableMap.Builder<String, LineStyle> styles = ImmutableMap.builder();
    int i = 0;
    for (String name : names) {
      int round = i / colours.size();
      styles.put(
          name,
          new LineStyle(
              colours.get(i % colours.size()),
              DASHES.get(round % DASHES.size()),
              markers[(i + round) % markers.length]));
      i++;
    }
    return styles.buildOrThrow();
  }
}
