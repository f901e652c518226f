/**
 * What happened to each domain: learnable potential, forgetting degree, and gains over a base
 * model.
 */
@NullMarked
package org.versatune.tracking;

import org.jspecify.annotations.NullMarked;
