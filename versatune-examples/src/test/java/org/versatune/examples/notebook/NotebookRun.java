// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.time.Duration;

/**
 * What came of executing a notebook from top to bottom in a session of its own.
 *
 * @param outputs what each code cell showed, in order
 * @param took how long all of them took
 */
record NotebookRun(ImmutableList<ImmutableList<CellOutput>> outputs, Duration took) {

  /**
   * Executes every code cell.
   *
   * @throws CellFailure if one fails; the message names notebook and cell, and those after it are
   *     not run
   */
  static NotebookRun of(Notebook notebook) throws CellFailure {
    Stopwatch watch = Stopwatch.createStarted();
    ImmutableList.Builder<ImmutableList<CellOutput>> outputs = ImmutableList.builder();
    try (NotebookSession session = new NotebookSession(System.getProperty("java.class.path", ""))) {
      for (CodeCell cell : notebook.codeCells()) {
        try {
          outputs.add(session.run(cell.source()));
        } catch (CellFailure e) {
          throw e.in(notebook, cell);
        }
      }
    }
    return new NotebookRun(outputs.build(), watch.elapsed());
  }

  /** Writes what the cells showed into the notebook's file, in place of what it held. */
  void writeInto(Notebook notebook) throws IOException {
    notebook.replaceOutputs(outputs);
    notebook.write();
  }
}
