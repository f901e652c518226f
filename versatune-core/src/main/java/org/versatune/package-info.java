/**
 * The main class, {@link org.versatune.VersaTune}, with its builder; and the interfaces and values
 * that it shares with every other package.
 *
 * <p>{@code VersaTune} is what a trainer talks to: it hands out the domain of the next example and
 * takes losses in return. The interfaces beside it ({@link org.versatune.WeightScheduler}, {@link
 * org.versatune.ForgettingTracker}, {@link org.versatune.DomainSampler}) are the places where a
 * rule can be exchanged; the values that pass between them ({@link
 * org.versatune.DomainDistribution}, {@link org.versatune.Feedback}, {@link
 * org.versatune.WeightUpdate}, {@link org.versatune.SavedState}) are immutable.
 */
@NullMarked
package org.versatune;

import org.jspecify.annotations.NullMarked;
