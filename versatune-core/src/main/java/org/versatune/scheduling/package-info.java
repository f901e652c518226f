/**
 * The rules that set domain weights, one class each, behind the static factories of {@code
 * Schedulers}, and the decorators that stand around any of them.
 */
@NullMarked
package org.versatune.scheduling;

import org.jspecify.annotations.NullMarked;
