/**
 * The JSON of values that more than one kind of file holds. Not exported: it uses the values of the
 * root package, which in turn use {@code org.versatune.internal}.
 */
@NullMarked
package org.versatune.internal.values;

import org.jspecify.annotations.NullMarked;
