/** What must hold of the source of all modules together. */
@org.jspecify.annotations.NullMarked
package org.versatune.examples.shape;
