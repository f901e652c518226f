// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Table;
import java.util.Map;
import org.versatune.internal.Given;

/**
 * Holds the loss curve of every domain, and says what an example of one domain is worth to another.
 *
 * <p>With n_i examples of each domain in turn, the effective examples N_j of domain j move by
 *
 * <pre>dN_j = Σ_i A[i,j]·dn_i − ρ_j·N_j·Σ_{i≠j} dn_i,   N_j(0) = seen_j,   A[j,j] = 1</pre>
 *
 * <p>So an example of the domain itself counts in full, an example of domain i counts as A[i,j],
 * its influence on j, and every example of another domain overwrites the share ρ_j of what was
 * there. The curve is ADO's (arXiv 2410.11820); influence and overwriting are our choice. Without
 * overwriting N_j is simply seen_j + Σ_i A[i,j]·n_i.
 *
 * <p>Immutable and safe for use by any number of threads.
 *
 * @param curves curve by domain, in the run's order, at least one
 * @param influence A[i,j] by domain i (row) that is trained on and domain j (column) that profits,
 *     finite and at least 0; absent pairs are 0, and (j, j) is 1 and not given
 */
public record LossCurves(
    ImmutableMap<String, LossCurve> curves, ImmutableTable<String, String, Double> influence) {

  /**
   * Checks the influences.
   *
   * @param curves curve by domain
   * @param influence influence by pair of domains
   * @throws IllegalArgumentException if there is no curve, or an influence is of an unknown domain,
   *     of a domain on itself, negative or not finite; the message names the pair
   */
  public LossCurves {
    notNull(curves, "curves");
    notNull(influence, "influence");
    checkArgument(!curves.isEmpty(), "no loss curve given; give one for each domain");
    influence
        .rowMap()
        .forEach(
            (from, byDomain) ->
                byDomain.forEach((to, value) -> checkInfluence(curves, from, to, value)));
  }

  private static void checkInfluence(
      ImmutableMap<String, LossCurve> curves, String from, String to, double value) {
    for (String domain : new String[] {from, to}) {
      checkArgument(
          curves.containsKey(domain),
          "influence of an unknown domain '%s'; the domains are %s",
          domain,
          curves.keySet());
    }
    checkArgument(
        !from.equals(to), "the influence of domain '%s' on itself is 1; leave it out", from);
    checkArgument(
        value >= 0 && Double.isFinite(value),
        "the influence of domain '%s' on '%s' is %s; it must be finite and at least 0",
        from,
        to,
        value);
  }

  /**
   * Makes curves without influence between the domains.
   *
   * @param curves curve by domain, in the run's order
   * @return the curves
   * @throws IllegalArgumentException if there is none
   */
  public static LossCurves of(Map<String, LossCurve> curves) {
    return new LossCurves(Given.map(curves, "curves"), ImmutableTable.of());
  }

  /**
   * Returns these curves with influences in place of those they had.
   *
   * @param byPair A[i,j] by domain i (row) and domain j (column), i ≠ j
   * @return new curves
   * @throws IllegalArgumentException as for the constructor
   */
  public LossCurves withInfluence(Table<String, String, Double> byPair) {
    notNull(byPair, "byPair");
    return new LossCurves(curves, ImmutableTable.copyOf(byPair));
  }

  /**
   * Returns the domains.
   *
   * @return in the run's order
   */
  public ImmutableList<String> domains() {
    return curves.keySet().asList();
  }

  /**
   * Returns what an example of one domain is worth to another.
   *
   * @param from domain i that is trained on
   * @param to domain j that profits
   * @return A[i,j], at least 0; 1 for a domain on itself
   */
  public double influence(String from, String to) {
    notNull(from, "from");
    notNull(to, "to");
    Double value = influence.get(from, to);
    return from.equals(to) ? 1 : value == null ? 0 : value;
  }

  /**
   * Returns the losses of the base model.
   *
   * @return loss by domain, nats/token
   */
  public ImmutableMap<String, Double> baseLosses() {
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    curves.forEach((domain, curve) -> losses.put(domain, curve.baseLoss()));
    return losses.buildOrThrow();
  }
}
