// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.common.collect.ImmutableList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** Where the texts of a picture are, by a rough estimate of their width. */
public final class PictureTexts {
  private static final Pattern SHIFT = Pattern.compile("translate\\((\\S+) (\\S+)\\)");

  /** Letters of usual fonts are half as wide as high, on the mean. */
  private static final double LETTER = 0.5;

  public record Box(String text, double left, double right, double top, double bottom) {
    public boolean overlaps(Box other) {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
  }

  private PictureTexts() {}

  /** The texts that are not turned. */
  public static ImmutableList<Box> of(Element svg) {
    ImmutableList.Builder<Box> boxes = ImmutableList.builder();
    for (Element text : svg.select("text")) {
      boolean turned = false;
      double x = number(text.attr("x"));
      double y = number(text.attr("y"));
      for (Element part = text; part != null && !part.equals(svg); part = part.parent()) {
        String transform = part.attr("transform");
        turned |= transform.contains("rotate") && !transform.contains("rotate(0 ");
        Matcher shift = SHIFT.matcher(transform);
        if (shift.find()) {
          x += number(shift.group(1));
          y += number(shift.group(2));
        }
      }
      if (turned) {
        continue;
      }
      y += Plot.FONT * number(text.attr("dy").replace("em", ""));
      double width = LETTER * Plot.FONT * text.text().codePointCount(0, text.text().length());
      double left =
          switch (text.attr("text-anchor")) {
            case "middle" -> x - width / 2;
            case "end" -> x - width;
            default -> x;
          };
      boxes.add(new Box(text.text(), left, left + width, y - 8, y + 2));
    }
    return boxes.build();
  }

  private static double number(String text) {
    return text.isEmpty() ? 0 : Double.parseDouble(text);
  }
}
