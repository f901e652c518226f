/**
 * What a study found, for people: one HTML file with plots and tables that needs nothing around it,
 * and the same numbers as tables for a terminal or a README.
 */
@NullMarked
package org.versatune.examples.report;

import org.jspecify.annotations.NullMarked;
