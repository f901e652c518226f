/**
 * Charts of mixes, gains and losses as SVG: a few kinds in the vocabulary of this project, drawn by
 * the Lets-Plot library (JetBrains, MIT licence).
 *
 * <p>A chart is built by a builder of its kind, {@link
 * org.versatune.examples.report.chart.LineChart} for one, whose {@code draw()} returns a {@link
 * org.versatune.examples.report.chart.Chart}: text that can be searched, read aloud and scaled, no
 * script, no font and no link, and the same numbers give the same bytes on any machine, one without
 * a single font among them. Builders are for one thread; charts are values.
 */
@NullMarked
package org.versatune.examples.report.chart;

import org.jspecify.annotations.NullMarked;
