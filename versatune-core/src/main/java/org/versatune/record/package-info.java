/**
 * The run record: written as a run goes on, read back, replayed under another rule, and its numbers
 * as series by domain.
 */
@NullMarked
package org.versatune.record;

import org.jspecify.annotations.NullMarked;
