/** Holds what the cells of a notebook show: tables, and charts as HTML. */
@NullMarked
package org.versatune.examples.notebook;

import org.jspecify.annotations.NullMarked;
