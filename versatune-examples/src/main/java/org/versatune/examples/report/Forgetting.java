package org.versatune.examples.report;

import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ResultTable.Cell;

/** How forgetting is shown in a table: per cent of the base loss, what was lost marked as such. */
final class Forgetting {
  private Forgetting() {}

  /**
   * A cell.
   *
   * @param where the domain that it happened in; empty for none
   */
  static Cell cell(double forgetting, boolean best, String where) {
    String text = Numbers.percent(forgetting);
    boolean any = forgetting > 0;
    return new Cell(any && !where.isEmpty() ? text + " (" + where + ")" : text, best, false);
  }
}
