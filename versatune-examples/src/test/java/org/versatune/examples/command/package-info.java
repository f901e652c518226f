/** Tests of what the commands have in common. */
@NullMarked
package org.versatune.examples.command;

import org.jspecify.annotations.NullMarked;
