package org.versatune.examples.evidence.report;

/**
 * A question and its answer.
 *
 * @param effect which of the two effects it is about
 * @param question the question, as a sentence
 * @param measure what was measured: a fraction, 0.1 for 10 %; where its name ends in "less
 *     uniform's", a difference of gains
 * @param threshold the claim: how high the measure was to be at least
 * @param estimate what was found
 * @param low lower end of its 95 % interval
 * @param high upper end of its 95 % interval
 * @param verdict the answer
 */
public record Conclusion(
    Effect effect,
    String question,
    String measure,
    double threshold,
    double estimate,
    double low,
    double high,
    Verdict verdict) {}
