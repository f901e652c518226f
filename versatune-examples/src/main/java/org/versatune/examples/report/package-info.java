/**
 * What a study found, for people: one HTML file with plots and tables that needs nothing around it,
 * and the same numbers as tables for a terminal or a README.
 *
 * <p>Plots are written as SVG element by element, without fonts, windows or native code: text stays
 * text that can be searched, read aloud and scaled, and the same results give the same bytes on any
 * machine, one without a single font among them.
 */
@NullMarked
package org.versatune.examples.report;

import org.jspecify.annotations.NullMarked;
