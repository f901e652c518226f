package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import freemarker.core.HTMLOutputFormat;
import freemarker.core.TemplateHTMLOutputModel;
import freemarker.template.TemplateModelException;
import java.util.function.Function;
import org.versatune.examples.report.chart.Chart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.chart.SeriesStyle;

/** What the pictures of one page share: the styles of the domains, and the legends. */
final class Drawing {
  private final Palette domains;

  Drawing(Palette domains) {
    this.domains = domains;
  }

  SeriesStyle domain(String name) {
    return domains.of(name);
  }

  Palette domains() {
    return domains;
  }

  /**
   * A picture under a heading.
   *
   * @param colour of the bar beside the heading; empty for none
   */
  static Block.Figure figure(String heading, String colour, Chart chart) {
    return new Block.Figure(heading, colour, markup(chart.toInlineSvg()));
  }

  /** What the colours of domains stand for. */
  Block.Legend domainLegend(Iterable<String> names) {
    return legend(names, this::domain);
  }

  /** What the colours and signs of strategies stand for. */
  static Block.Legend strategyLegend(Palette strategies, Iterable<String> names) {
    return legend(names, strategies::of);
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

  private static Block.Legend legend(Iterable<String> names, Function<String, SeriesStyle> style) {
    ImmutableList.Builder<Block.Key> keys = ImmutableList.builder();
    for (String name : names) {
      SeriesStyle look = style.apply(name);
      keys.add(new Block.Key(look.marker().text(), look.colour(), name));
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
