// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Further colours for a scheme that has too few: of a grid of colours that are dark enough for
 * white paper, always the one that is furthest from all before it, in CIE L*a*b* (our choice).
 */
final class FarColours {
  private static final int STEP = 15;
  private static final double LIGHTEST = 78;
  private static final double DARKEST = 18;

  private FarColours() {}

  /**
   * A colour and its place in L*a*b* under D65; with strict functions, so that all machines agree.
   */
  private record Place(int rgb, double l, double a, double b) {
    static Place of(int rgb) {
      double red = linear(rgb >> 16);
      double green = linear(rgb >> 8);
      double blue = linear(rgb);
      double x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
      double y = curve(luminance(rgb));
      double z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
      return new Place(rgb, 116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    double distance(Place other) {
      double dl = l - other.l;
      double da = a - other.a;
      double db = b - other.b;
      return dl * dl + da * da + db * db;
    }
  }

  /**
   * Extends a scheme.
   *
   * @param scheme as {@code #rrggbb}, kept as the first
   * @param offset below the grid's step of 15; grids of different offsets share no colour
   * @param count how many colours are wanted
   * @return at least as many, no two alike while the grid lasts (some 3 000)
   */
  static ImmutableList<String> after(List<String> scheme, int offset, int count) {
    List<Place> grid = new ArrayList<>();
    for (int red = offset; red <= 255; red += STEP) {
      for (int green = offset; green <= 255; green += STEP) {
        for (int blue = offset; blue <= 255; blue += STEP) {
          Place place = Place.of((red << 16) | (green << 8) | blue);
          if (place.l() >= DARKEST && place.l() <= LIGHTEST) {
            grid.add(place);
          }
        }
      }
    }
    double[] nearest = new double[grid.size()];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    List<String> colours = new ArrayList<>(scheme);
    scheme.forEach(colour -> approach(nearest, grid, Place.of(rgb(colour))));
    while (colours.size() < count) {
      int far = 0;
      for (int i = 1; i < nearest.length; i++) {
        far = nearest[i] > nearest[far] ? i : far;
      }
      colours.add(String.format(Locale.ROOT, "#%06X", grid.get(far).rgb()));
      approach(nearest, grid, grid.get(far));
    }
    return ImmutableList.copyOf(colours);
  }

  private static void approach(double[] nearest, List<Place> grid, Place colour) {
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = Math.min(nearest[i], grid.get(i).distance(colour));
    }
  }

  /**
   * Returns whether dark text reads better on a colour than white text, by the contrast of WCAG 2.
   */
  static boolean bright(String colour) {
    double luminance = luminance(rgb(colour));
    return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05);
  }

  private static int rgb(String colour) {
    return Integer.parseInt(colour.substring(1), 16);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int channel) {
    double part = (channel & 0xFF) / 255.0;
    return part <= 0.04045 ? part / 12.92 : StrictMath.pow((part + 0.055) / 1.055, 2.4);
  }

  private static double curve(double t) {
    return t > 216.0 / 24389 ? StrictMath.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }
}
