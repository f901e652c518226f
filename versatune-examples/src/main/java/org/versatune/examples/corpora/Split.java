// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

/** The three parts of a corpus. A document is in exactly one. */
public enum Split {
  /** Eight tenths of the documents: what a model is trained on. */
  TRAIN,
  /** A tenth: the losses that steer the weights come from here. */
  VALIDATION,
  /** A tenth: what is reported at the end, and has steered nothing. */
  TEST
}
