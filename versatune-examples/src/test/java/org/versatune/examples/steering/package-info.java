/** Tests of steering a trainer outside the JVM. */
@NullMarked
package org.versatune.examples.steering;

import org.jspecify.annotations.NullMarked;
