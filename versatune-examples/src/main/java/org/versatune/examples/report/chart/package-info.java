/**
 * Draws charts of mixes, gains and losses as SVG: a few kinds in the vocabulary of this project,
 * drawn by the Lets-Plot library (JetBrains, MIT licence).
 *
 * <p>Each kind has a builder, for example {@link org.versatune.examples.report.chart.LineChart}.
 * Its {@code draw()} returns a {@link org.versatune.examples.report.chart.Chart}: text that can be
 * searched, read aloud and scaled, without scripts, fonts and links. The same numbers give the same
 * bytes on any machine, even one without fonts. Builders are for one thread; charts are values.
 */
@NullMarked
package org.versatune.examples.report.chart;

import org.jspecify.annotations.NullMarked;
