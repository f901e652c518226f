package org.versatune.examples.study;

/**
 * What a specialist reaches on the domain that it was trained on alone.
 *
 * @param validation loss on the text that steers, nats/token: ℓref of the rules
 * @param test loss on the text that is compared in the end, nats/token: ℓref of the gains
 */
public record SpecialistLosses(double validation, double test) {}
