/** Runs every notebook, and sees to it that a broken one would be noticed. */
@NullMarked
package org.versatune.examples.notebook;

import org.jspecify.annotations.NullMarked;
