/** Tests of the report on the two effects. */
@NullMarked
package org.versatune.examples.evidence.report;

import org.jspecify.annotations.NullMarked;
