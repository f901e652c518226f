package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.versatune.examples.report.chart.XmlText;
import org.versatune.examples.report.page.ResultTable.Cell;
import org.versatune.examples.report.page.ResultTable.Row;
import org.versatune.examples.report.page.ResultTable.Table;
import org.versatune.examples.results.StudyResults;

/**
 * The two tables of a study as text: what each strategy of the fostering made of every domain, and
 * what each strategy of the expansion gained and lost.
 *
 * <p>Losses are in nats/token, gains without unit (1: as good as a specialist, 0: the base model,
 * below 0: forgotten), forgetting in per cent of the base loss. The best value among the strategies
 * is marked; where several read the same, all of them are. Safe for use by any number of threads.
 */
public final class ConsoleTables {
  /** A plain table that grows wider goes on below, its first column repeated. */
  private static final int MAX_WIDTH = 110;

  /** Code points of a name in a plain table; a longer one is shortened in its middle. */
  private static final int MAX_NAME = 36;

  /** How a table is written. */
  public enum Format {
    /** Aligned columns for a terminal; the best value carries a {@code *}. */
    PLAIN,
    /** A table in GitHub's Markdown; the best value is bold. */
    MARKDOWN
  }

  private ConsoleTables() {}

  /**
   * Loss and gain of every strategy by domain, with mean and worst gain.
   *
   * @param results what a study found
   * @param format how to write it
   * @return lines, each ended by a line feed
   */
  public static String fostering(StudyResults results, Format format) {
    return write(FosteringTables.lossAndGain(results), format);
  }

  /**
   * Gain of the target and forgetting of the other domains under every strategy.
   *
   * @param results what a study found
   * @param format how to write it
   * @return lines, each ended by a line feed
   */
  public static String expansion(StudyResults results, Format format) {
    return write(ExpansionTables.summary(results), format);
  }

  private static String write(Table table, Format format) {
    return switch (format) {
      case PLAIN -> plain(table);
      case MARKDOWN -> markdown(table);
    };
  }

  private static String plain(Table table) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(table.columns().stream().map(ConsoleTables::name).toList());
    for (Row row : table.rows()) {
      List<String> line = new ArrayList<>();
      line.add(name(row.name()));
      for (Cell cell : row.cells()) {
        // A space where others have the star keeps the digits in one column.
        line.add(name(cell.text()) + (cell.best() ? "*" : " "));
      }
      lines.add(line);
    }
    int[] widths = new int[table.columns().size()];
    for (List<String> line : lines) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], columns(line.get(c)));
      }
    }
    StringBuilder text = new StringBuilder(ascii(table.caption())).append('\n');
    for (List<Integer> block : blocks(widths)) {
      text.append('\n');
      for (int i = 0; i < lines.size(); i++) {
        if (i > 1 && table.rows().get(i - 1).summary() && !table.rows().get(i - 2).summary()) {
          text.append(rule(block, widths));
        }
        text.append(plainLine(lines.get(i), block, widths));
        if (i == 0) {
          text.append(rule(block, widths));
        }
      }
    }
    text.append("\n* best of the strategies\n");
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

  private static String rule(List<Integer> block, int[] widths) {
    int width = block.stream().mapToInt(c -> widths[c] + 2).sum() - 2;
    return "-".repeat(width) + "\n";
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

  private static String markdown(Table table) {
    StringBuilder text = new StringBuilder(escaped(table.caption())).append("\n\n");
    text.append(markdownLine(table.columns().stream().map(ConsoleTables::escaped).toList()));
    List<String> alignment = new ArrayList<>(Collections.nCopies(table.columns().size(), "---:"));
    alignment.set(0, "---");
    text.append(markdownLine(alignment));
    for (Row row : table.rows()) {
      ImmutableList.Builder<String> cells = ImmutableList.builder();
      cells.add(escaped(row.name()));
      for (Cell cell : row.cells()) {
        String content = escaped(cell.text());
        cells.add(cell.best() ? "**" + content + "**" : content);
      }
      text.append(markdownLine(cells.build()));
    }
    text.append("\nBold: best of the strategies.\n");
    table.notes().forEach(note -> text.append('\n').append(escaped(note)).append('\n'));
    return text.toString();
  }

  private static String markdownLine(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** The text with everything that Markdown would take for markup made plain. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : XmlText.label(text).replace('\u00A0', ' ').toCharArray()) {
      if ("\\`*_[]<>|~".indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }
}
