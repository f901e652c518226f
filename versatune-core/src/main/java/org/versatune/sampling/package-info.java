/**
 * Decides which domain the next example comes from: samplers, counts for a budget, and factors that
 * weight the loss where the rates of sampling are fixed.
 *
 * <p>{@link org.versatune.sampling.Samplers} lists the samplers. To understand the exact sampler,
 * read its classes in this order:
 *
 * <ol>
 *   <li>{@code PlainRule} among the tests: the whole rule in 150 lines, worked out anew at each
 *       draw. Every other way is tested against it.
 *   <li>{@code WindowHeaps}: the same rule with two heaps, at O(log k) a draw.
 *   <li>{@code CreditAccount} and {@code DrawWindows}: what each domain is owed, and the slots in
 *       which it may be drawn, both in whole numbers.
 *   <li>{@code Settling}: the rule for the first draws after a change of weights.
 *   <li>{@code TwoDomains} and {@code WindowSieve} with {@code FewDomains} and {@code ManyDomains}:
 *       the same draws at O(1) a draw, for spans of draws in which no domain is late.
 *   <li>{@code ExactSampler}: chooses one of these ways for each span.
 * </ol>
 */
@NullMarked
package org.versatune.sampling;

import org.jspecify.annotations.NullMarked;
