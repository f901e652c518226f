/** Tests of what shows a run while it goes on. */
@NullMarked
package org.versatune.watching;

import org.jspecify.annotations.NullMarked;
