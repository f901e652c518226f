// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Further colours for a scheme that has too few: of a grid of colours that are dark enough for
 * white paper, always the one that is furthest from all that there are, in CIE L*a*b* (our choice).
 */
final class FarColours {
  private static final int STEP = 15;
  private static final double LIGHTEST = 78;
  private static final double DARKEST = 18;

  private FarColours() {}

  private record Lab(double l, double a, double b) {
    double distance(Lab other) {
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
    List<Integer> grid = new ArrayList<>();
    List<Lab> places = new ArrayList<>();
    for (int red = offset; red <= 255; red += STEP) {
      for (int green = offset; green <= 255; green += STEP) {
        for (int blue = offset; blue <= 255; blue += STEP) {
          int rgb = (red << 16) | (green << 8) | blue;
          Lab place = lab(rgb);
          if (place.l() >= DARKEST && place.l() <= LIGHTEST) {
            grid.add(rgb);
            places.add(place);
          }
        }
      }
    }
    double[] nearest = new double[grid.size()];
    java.util.Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    List<String> colours = new ArrayList<>(scheme);
    for (String colour : scheme) {
      approach(nearest, places, lab(Integer.parseInt(colour.substring(1), 16)));
    }
    while (colours.size() < count) {
      int far = 0;
      for (int i = 1; i < nearest.length; i++) {
        far = nearest[i] > nearest[far] ? i : far;
      }
      colours.add(String.format(Locale.ROOT, "#%06X", grid.get(far)));
      approach(nearest, places, places.get(far));
    }
    return ImmutableList.copyOf(colours);
  }

  private static void approach(double[] nearest, List<Lab> places, Lab colour) {
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = Math.min(nearest[i], places.get(i).distance(colour));
    }
  }

  /** sRGB to L*a*b* under D65; the strict functions, so that every machine picks alike. */
  private static Lab lab(int rgb) {
    double r = linear(rgb >> 16);
    double g = linear(rgb >> 8);
    double b = linear(rgb);
    double x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
    double y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
    double z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
    return new Lab(116 * y - 16, 500 * (x - y), 200 * (y - z));
  }

  private static double linear(int channel) {
    double part = (channel & 0xFF) / 255.0;
    return part <= 0.04045 ? part / 12.92 : StrictMath.pow((part + 0.055) / 1.055, 2.4);
  }

  private static double curve(double t) {
    return t > 216.0 / 24389 ? StrictMath.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }
}
