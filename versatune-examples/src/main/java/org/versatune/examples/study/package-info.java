/**
 * The study of the quickstart: base model, detection, specialists, fostering and expansion, in that
 * order, each stage a class of its own.
 */
@NullMarked
package org.versatune.examples.study;

import org.jspecify.annotations.NullMarked;
