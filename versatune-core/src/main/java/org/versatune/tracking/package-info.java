/**
 * What happened to each domain: learnable potential, forgetting degree, gains, and the run record.
 */
@NullMarked
package org.versatune.tracking;

import org.jspecify.annotations.NullMarked;
