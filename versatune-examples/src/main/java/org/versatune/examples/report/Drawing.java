package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.function.Function;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.chart.SeriesStyle;
import org.versatune.examples.report.page.Block;

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

  /** What the colours of domains stand for. */
  Block.Legend domainLegend(Iterable<String> names) {
    return legend(names, this::domain);
  }

  /** What the colours and signs of strategies stand for. */
  static Block.Legend strategyLegend(Palette strategies, Iterable<String> names) {
    return legend(names, strategies::of);
  }

  private static Block.Legend legend(Iterable<String> names, Function<String, SeriesStyle> style) {
    ImmutableList.Builder<Block.Key> keys = ImmutableList.builder();
    for (String name : names) {
      SeriesStyle look = style.apply(name);
      keys.add(new Block.Key(look.marker().text(), look.colour(), name));
    }
    return new Block.Legend(keys.build());
  }
}
