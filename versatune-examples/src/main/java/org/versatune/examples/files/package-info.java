/** Files of the user's: what can be wrong with them, in words. */
@NullMarked
package org.versatune.examples.files;

import org.jspecify.annotations.NullMarked;
