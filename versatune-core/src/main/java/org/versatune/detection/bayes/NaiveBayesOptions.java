// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import com.google.common.collect.ImmutableList;
import org.versatune.DomainDistribution;

/**
 * What a classifier needs to know beside its counts; checked where it is set.
 *
 * @param likelihoods the least likelihood of a text of each domain; empty where none is asked for
 */
record NaiveBayesOptions(
    int ngramLength,
    double smoothing,
    Temperature temperature,
    double minimumProbability,
    int minimumLength,
    DomainDistribution prior,
    ImmutableList<KnownShareLimit> knownShares,
    ImmutableList<LikelihoodLimit> likelihoods) {

  double[] logPriors() {
    double[] logs = prior.toArray();
    for (int j = 0; j < logs.length; j++) {
      logs[j] = StrictMath.log(logs[j]);
    }
    return logs;
  }
}
