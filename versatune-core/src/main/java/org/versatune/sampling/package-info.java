/** Which domain the next example comes from: samplers, batch counts and counts for a budget. */
@NullMarked
package org.versatune.sampling;

import org.jspecify.annotations.NullMarked;
