/**
 * What the packages of this module share and nobody else needs: checks of what callers give, and
 * lists in messages. Not exported; it may change at any time.
 */
@NullMarked
package org.versatune.internal;

import org.jspecify.annotations.NullMarked;
