@NullMarked
package org.versatune.dl4j.spark;

import org.jspecify.annotations.NullMarked;
