/**
 * Shows a run while it goes on: as TensorBoard event files, as a CSV table, and as Micrometer
 * gauges. Each is a {@link org.versatune.record.RunListener}, given to a run by {@code watch}.
 */
@NullMarked
package org.versatune.watching;

import org.jspecify.annotations.NullMarked;
