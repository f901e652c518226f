/** Says in words what can be wrong with files of the user's. */
@NullMarked
package org.versatune.examples.files;

import org.jspecify.annotations.NullMarked;
