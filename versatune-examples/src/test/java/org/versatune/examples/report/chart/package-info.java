/** Tests of the report and its parts, on studies made by a small simulation. */
@NullMarked
package org.versatune.examples.report.chart;

import org.jspecify.annotations.NullMarked;
