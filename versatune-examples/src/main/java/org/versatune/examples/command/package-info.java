/**
 * Holds what the commands of this module have in common: console, options, and messages on errors.
 */
@NullMarked
package org.versatune.examples.command;

import org.jspecify.annotations.NullMarked;
