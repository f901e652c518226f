/** Processes of their own that tests of several modules start. */
@NullMarked
package org.versatune.processes;

import org.jspecify.annotations.NullMarked;
