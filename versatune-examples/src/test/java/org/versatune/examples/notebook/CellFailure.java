// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

/** A cell that threw, did not compile, or uses a name that nothing declares. */
final class CellFailure extends Exception {
  private static final long serialVersionUID = 1;

  CellFailure(String what, String snippet) {
    super(what + "\n--- in\n" + snippet.strip());
  }

  private CellFailure(String message, CellFailure cause) {
    super(message, cause);
  }

  /** This failure with its place. */
  CellFailure in(Notebook notebook, CodeCell cell) {
    return new CellFailure(
        "%s, cell %s: %s".formatted(notebook.name(), cell.number(), getMessage()), this);
  }
}
