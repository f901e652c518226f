package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableMap;

/**
 * One detection of a known mix.
 *
 * @param mix name of the true mix
 * @param judge the judge
 * @param temperature of the model's texts
 * @param samples number of texts
 * @param seed the seed
 * @param totalVariation distance of the detected from the true mix, 0 to 1
 * @param coverage share of the domains whose interval holds the true share, 0 to 1; NaN where none
 *     was given
 * @param truth true share by domain
 * @param detected detected share by domain
 * @param halfWidth half-width of the interval by domain; domains without one are left out
 */
public record Detected(
    String mix,
    String judge,
    double temperature,
    long samples,
    long seed,
    double totalVariation,
    double coverage,
    ImmutableMap<String, Double> truth,
    ImmutableMap<String, Double> detected,
    ImmutableMap<String, Double> halfWidth) {

  /** Judge and temperature as one name. */
  String method() {
    // What stands before the last comma is the same for all judges that a study compares.
    return judge.substring(judge.lastIndexOf(',') + 1).strip() + ", T " + temperature;
  }
}
