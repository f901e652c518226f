/**
 * Holds what the modules of this library share: checks of arguments, lists in messages, JSON, and
 * files. Not part of the API; it may change at any time.
 */
@NullMarked
package org.versatune.internal;

import org.jspecify.annotations.NullMarked;
