/** Calls everything public of a module with arguments that cannot be right. */
@NullMarked
package org.versatune.sweep;

import org.jspecify.annotations.NullMarked;
