package org.versatune.examples.study;

import org.versatune.DomainDistribution;
import org.versatune.WeightScheduler;

/**
 * A way to steer the weights in a study.
 *
 * @param name what tables and plots call it
 * @param initial P(0), over the study's domains
 * @param rule what changes the weights
 */
public record Strategy(String name, DomainDistribution initial, WeightScheduler rule) {}
