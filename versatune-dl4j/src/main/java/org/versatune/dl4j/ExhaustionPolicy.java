// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

/** Says what happens when a domain's source has no example left and the run draws one. */
public enum ExhaustionPolicy {
  /** The source starts again from its first example and the epoch goes on; the default. */
  RESTART,

  /**
   * The epoch ends after the batch that took the source's last example. If that batch needs more
   * examples of the domain, the source starts again within it, so that batches are always whole.
   * Otherwise it starts again in the next epoch. Other sources keep their positions.
   */
  END_EPOCH,

  /**
   * Running out is an error that names the domain. This is the only policy for sources that cannot
   * be reset.
   */
  FAIL
}
