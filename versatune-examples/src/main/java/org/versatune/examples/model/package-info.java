/**
 * The small language model of the examples and the text it reads: bytes in, the next byte's
 * distribution out.
 */
@NullMarked
package org.versatune.examples.model;

import org.jspecify.annotations.NullMarked;
