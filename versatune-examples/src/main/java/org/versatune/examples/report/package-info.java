/**
 * Writes what a study found for people to read: one self-contained HTML file with plots and tables,
 * and the same numbers as tables for a terminal or a README.
 */
@NullMarked
package org.versatune.examples.report;

import org.jspecify.annotations.NullMarked;
