/**
 * Measures what training did to each domain, from losses: learnable potential, forgetting degree,
 * and gains over a base model; and compares benchmark scores. Formulas alone: nothing here reads or
 * writes files, or knows of a run.
 */
@NullMarked
package org.versatune.tracking;

import org.jspecify.annotations.NullMarked;
