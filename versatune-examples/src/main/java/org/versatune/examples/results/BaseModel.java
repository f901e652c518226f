package org.versatune.examples.results;

import com.google.common.collect.ImmutableMap;

/**
 * The base model of a study.
 *
 * @param architecture what it is, in one line
 * @param parameters number of trained parameters
 * @param trueMix the share of each domain in its training, which detection has to find
 * @param validationLosses loss by domain on the validation text, nats/token
 * @param testLosses loss by domain on the test text, nats/token: ℓ0 of the gains
 */
public record BaseModel(
    String architecture,
    long parameters,
    ImmutableMap<String, Double> trueMix,
    ImmutableMap<String, Double> validationLosses,
    ImmutableMap<String, Double> testLosses) {}
