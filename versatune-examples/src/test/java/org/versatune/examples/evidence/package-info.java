/** Tests of the study of many seeds, on made-up text and on numbers whose outcome is known. */
@NullMarked
package org.versatune.examples.evidence;

import org.jspecify.annotations.NullMarked;
