/**
 * Pages that need nothing around them: sections of text, tables and charts as one HTML file without
 * network, script or font, readable on a wide screen, on a phone and on paper.
 */
@NullMarked
package org.versatune.examples.report.page;

import org.jspecify.annotations.NullMarked;
