/** Tests of the package with real arrays and small real networks. */
@NullMarked
package org.versatune.dl4j;

import org.jspecify.annotations.NullMarked;
