/** Runs every notebook cell by cell, checks its outputs, and writes them again when asked to. */
@NullMarked
package org.versatune.examples.notebook;

import org.jspecify.annotations.NullMarked;
