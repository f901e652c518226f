package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import freemarker.core.HTMLOutputFormat;
import freemarker.core.TemplateHTMLOutputModel;
import freemarker.template.TemplateModelException;
import java.util.function.Function;

/**
 * What the pictures of one page share: the next free id, and the styles of the domains. Made anew
 * for each page; not safe for use by several threads.
 */
final class Drawing {
  private final Palette domains;
  private int pictures;

  Drawing(Palette domains) {
    this.domains = domains;
  }

  LineStyle domain(String name) {
    return domains.of(name);
  }

  /**
   * A picture under a heading.
   *
   * @param colour of the bar beside the heading; empty for none
   * @param draw from the picture's id to its markup
   */
  Block.Figure figure(String heading, String colour, Function<String, String> draw) {
    pictures++;
    return new Block.Figure(heading, colour, markup(draw.apply("plot-" + pictures)));
  }

  /** What the colours of domains stand for. */
  Block.Legend domainLegend(Iterable<String> names) {
    return legend(names, this::domain);
  }

  /** What the colours and signs of strategies stand for. */
  static Block.Legend strategyLegend(Palette strategies, Iterable<String> names) {
    return legend(names, strategies::of);
  }

  /** A sign on its own: decoration for the text beside it. */
  static Block.Key key(String text, Function<SvgPicture, SvgPicture> draw) {
    return new Block.Key(markup(draw.apply(SvgPicture.decoration(34, 14)).finish()), text);
  }

  /** A formula; {@code _x} is set below the line and {@code ^x} above it. */
  static Block.Formula formula(String text) {
    return new Block.Formula(
        markup(
            HtmlEscapers.htmlEscaper()
                .escape(text)
                .replaceAll("_(\\w+)", "<sub>$1</sub>")
                .replaceAll("\\^(\\w+)", "<sup>$1</sup>")));
  }

  private static Block.Legend legend(Iterable<String> names, Function<String, LineStyle> style) {
    ImmutableList.Builder<Block.Key> keys = ImmutableList.builder();
    for (String name : names) {
      LineStyle look = style.apply(name);
      keys.add(
          key(
              name,
              picture -> {
                picture.path("M1 7L33 7", look, 2.4);
                picture.marker(17, 7, look, true);
                return picture;
              }));
    }
    return new Block.Legend(keys.build());
  }

  private static TemplateHTMLOutputModel markup(String svg) {
    try {
      return HTMLOutputFormat.INSTANCE.fromMarkup(svg);
    } catch (TemplateModelException e) {
      throw new IllegalStateException(e);
    }
  }
}
