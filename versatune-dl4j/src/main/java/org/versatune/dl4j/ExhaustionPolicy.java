// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

/** What happens when a domain's source has no example left while the mixture asks for one. */
public enum ExhaustionPolicy {
  /** The source starts again from its first example and the epoch goes on; the default. */
  RESTART,

  /**
   * The epoch ends after the batch that took the source's last example. Where that batch needs more
   * of the domain the source starts again within it, so that batches are always whole; otherwise it
   * starts again in the next epoch. Other sources keep their positions.
   */
  END_EPOCH,

  /** Running out is an error that names the domain. The only policy for sources without reset. */
  FAIL
}
