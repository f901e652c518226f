// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.versatune.examples.report.ResultTable.Cell;
import org.versatune.examples.report.ResultTable.Row;
import org.versatune.examples.report.chart.XmlText;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/**
 * Writes the tables of the report as text for a terminal.
 *
 * <p>Losses are in bits per byte, gains without unit (1: as good as a specialist, 0: the base
 * model, below 0: forgotten), forgetting in per cent of the base loss. The best value among the
 * strategies is marked with {@code *}; if several print alike, all of them are. Safe for use by any
 * number of threads.
 */
public final class ConsoleTables {
  /** A plain table that grows wider goes on below, its first column repeated. */
  private static final int MAX_WIDTH = 110;

  /** Code points of a name in a plain table; a longer one is shortened in its middle. */
  private static final int MAX_NAME = 36;

  private ConsoleTables() {}

  /**
   * Writes what was detected, and what specialists reach.
   *
   * @param domains the domains
   * @param seed what its runs share
   * @return lines, each ended by a line feed
   */
  public static String of(ImmutableList<String> domains, SeedResult seed) {
    SeedSections shared = new SeedSections(domains, seed);
    return plain(shared.detected())
        + "\n%s\n%s\n\n".formatted(ascii(shared.distance()), ascii(shared.judged()))
        + plain(shared.losses());
  }

  /**
   * Writes what each strategy reached in every domain, and what each expansion gained and lost.
   *
   * @param results what a study of one seed found
   * @return a table a study and budget, with lines each ended by a line feed
   */
  public static ImmutableList<String> of(StudyResults results) {
    ImmutableList.Builder<String> tables = ImmutableList.builder();
    for (Group group : results.groups(Group.FOSTERING)) {
      tables.add(plain(new GroupTables(results, group, Measures.MEAN_GAIN).lossAndGain()));
    }
    for (Group group : results.groups(Group.EXPANSION)) {
      tables.add(plain(new GroupTables(results, group, Measures.TARGET_GAIN).expansion()));
    }
    return tables.build();
  }

  private static String plain(ResultTable<?> table) {
    List<Row> rows = table.rows();
    List<List<String>> lines = new ArrayList<>();
    lines.add(table.columns().stream().map(ConsoleTables::name).toList());
    for (Row row : rows) {
      List<String> line = new ArrayList<>();
      line.add(name(row.name()));
      // A space where others have the star keeps the digits in one column.
      row.cells().forEach(cell -> line.add(name(cell.text()) + (cell.best() ? "*" : " ")));
      lines.add(line);
    }
    int[] widths =
        IntStream.range(0, table.columns().size())
            .map(c -> lines.stream().mapToInt(line -> columns(line.get(c))).max().orElse(0))
            .toArray();
    StringBuilder text = new StringBuilder(ascii(table.caption())).append('\n');
    for (List<Integer> block : blocks(widths)) {
      String rule = "-".repeat(block.stream().mapToInt(c -> widths[c] + 2).sum() - 2) + "\n";
      text.append('\n');
      for (int i = 0; i < lines.size(); i++) {
        if (i > 1 && rows.get(i - 1).summary() && !rows.get(i - 2).summary()) {
          text.append(rule);
        }
        text.append(plainLine(lines.get(i), block, widths)).append(i == 0 ? rule : "");
      }
    }
    if (rows.stream().flatMap(row -> row.cells().stream()).anyMatch(Cell::best)) {
      text.append("\n* best of the strategies\n");
    }
    table.notes().forEach(note -> text.append(ascii(note)).append('\n'));
    return text.toString();
  }

  /** The columns of each block: the first one, and as many others as there is room for. */
  private static List<List<Integer>> blocks(int[] widths) {
    List<List<Integer>> blocks = new ArrayList<>();
    List<Integer> block = new ArrayList<>(List.of(0));
    int width = widths[0];
    for (int c = 1; c < widths.length; c++) {
      if (block.size() > 1 && width + 2 + widths[c] > MAX_WIDTH) {
        blocks.add(block);
        block = new ArrayList<>(List.of(0));
        width = widths[0];
      }
      block.add(c);
      width += 2 + widths[c];
    }
    blocks.add(block);
    return blocks;
  }

  private static String plainLine(List<String> line, List<Integer> block, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int c : block) {
      String padding = " ".repeat(widths[c] - columns(line.get(c)));
      if (c == 0) {
        text.append(line.get(c)).append(padding);
      } else {
        text.append("  ").append(padding).append(line.get(c));
      }
    }
    return text.toString().stripTrailing() + "\n";
  }

  /** The signs of the report in characters that every console has. */
  private static String ascii(String text) {
    return XmlText.label(text)
        .replace('\u2212', '-')
        .replace('\u00A0', ' ')
        .replace("\u2026", "...");
  }

  /** A name or number for a cell, its middle left out where it is very long. */
  private static String name(String text) {
    String plain = ascii(text);
    int length = plain.codePointCount(0, plain.length());
    if (length <= MAX_NAME) {
      return plain;
    }
    int head = plain.offsetByCodePoints(0, MAX_NAME / 2);
    int tail = plain.offsetByCodePoints(0, length - (MAX_NAME / 2 - 3));
    return plain.substring(0, head).strip() + "..." + plain.substring(tail).strip();
  }

  /** Character cells that a terminal gives a text. */
  private static int columns(String text) {
    return text.codePoints()
        .map(
            c -> {
              int type = Character.getType(c);
              if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
                return 0;
              }
              return Character.isIdeographic(c) || (c >= 0x1F300 && c < 0x1FAFF) ? 2 : 1;
            })
        .sum();
  }
}
