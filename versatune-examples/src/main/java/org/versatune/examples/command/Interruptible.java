// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

/** Marks a command that takes long enough to be interrupted, by Ctrl-C for one. */
interface Interruptible {
  /** Says what is kept if the command is interrupted now, and how to go on; empty for nothing. */
  String whenInterrupted();
}
