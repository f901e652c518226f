// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import java.lang.reflect.Method;
import jdk.jshell.execution.DirectExecutionControl;
import org.jspecify.annotations.Nullable;

/**
 * Runs snippets in this Java virtual machine and keeps the last value itself, where JShell keeps
 * its text alone.
 *
 * <p>In this machine, and not in one of its own as JShell does by default: a picture can be taken
 * as it is instead of being passed as text of at most 21 844 characters; the classes of the class
 * path are loaded by the application's class loader, so ND4J and its native library exist once; and
 * there is no second heap to set the size of. Notebook kernels for Java do the same. The price is
 * that {@code System.exit} in a cell ends the run.
 */
final class ValueKeepingExecution extends DirectExecutionControl {
  private @Nullable Object value;

  /** Forgets the value. */
  void clear() {
    value = null;
  }

  /** What the last snippet gave; null if that was nothing. */
  @Nullable Object value() {
    return value;
  }

  @Override
  protected String invoke(Method snippet) throws Exception {
    value = null;
    value = snippet.invoke(null);
    return valueString(value);
  }
}
