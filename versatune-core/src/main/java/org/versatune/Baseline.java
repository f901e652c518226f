// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

/** Says what a loss is compared with to measure forgetting: the d_j of the forgetting degree. */
public enum Baseline {
  /** The loss at the evaluation before; the paper's choice (arXiv 2411.11266). */
  PREVIOUS,
  /** The base model's loss ℓ0_j before fine-tuning (our choice as an option). */
  BASE,
  /** The lowest loss seen before this evaluation, the base loss included (our choice). */
  BEST
}
