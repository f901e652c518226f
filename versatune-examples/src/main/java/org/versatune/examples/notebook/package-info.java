/**
 * Notebooks: what their cells show, and the executor that runs them cell by cell, as a test and as
 * a command that renews their outputs.
 */
@NullMarked
package org.versatune.examples.notebook;

import org.jspecify.annotations.NullMarked;
