package org.versatune.examples.study;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/** A small table for the console: the first column to the left, the others to the right. */
final class TextTable {
  private final List<ImmutableList<String>> rows = new ArrayList<>();

  TextTable(String... headings) {
    rows.add(ImmutableList.copyOf(headings));
  }

  void row(String... cells) {
    rows.add(ImmutableList.copyOf(cells));
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] width = new int[columns];
    for (ImmutableList<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        width[c] = Math.max(width[c], row.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (ImmutableList<String> row : rows) {
      StringBuilder line = new StringBuilder(Strings.padEnd(row.get(0), width[0], ' '));
      for (int c = 1; c < columns; c++) {
        line.append("  ").append(Strings.padStart(row.get(c), width[c], ' '));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
