/** Tests of the readers of losses. */
@NullMarked
package org.versatune.trainers.losses;

import org.jspecify.annotations.NullMarked;
