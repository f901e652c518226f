package org.versatune.examples.results;

/**
 * The settings that decide how much is trained and measured.
 *
 * @param name {@code quick}, {@code standard}, or the number of fine-tuning steps as given
 * @param baseSteps training steps of the base model
 * @param fineTuningSteps training steps of every specialist and every strategy
 * @param batchSize sequences a step
 * @param sequenceLength bytes a sequence
 * @param evaluateEvery steps between two evaluations on the validation text
 * @param validationSequences sequences of each domain in such an evaluation, at most
 * @param testSequences sequences of each domain that final losses are measured on, at most
 * @param detectionRounds rounds of detection, at most
 * @param detectionSamples texts that the base model writes in a round
 * @param detectionCharacters bytes a text
 * @param baseLearningRate Adam's step size at the start of the base training
 * @param fineTuningLearningRate Adam's step size at the start of every fine-tuning
 */
public record Budget(
    String name,
    int baseSteps,
    int fineTuningSteps,
    int batchSize,
    int sequenceLength,
    int evaluateEvery,
    int validationSequences,
    int testSequences,
    int detectionRounds,
    int detectionSamples,
    int detectionCharacters,
    double baseLearningRate,
    double fineTuningLearningRate) {

  /**
   * The same settings with another number of fine-tuning steps.
   *
   * @param steps training steps of every specialist and every strategy
   * @param every steps between two evaluations
   * @return another budget, named after its steps
   */
  public Budget ofSteps(int steps, int every) {
    return new Budget(
        String.valueOf(steps),
        baseSteps,
        steps,
        batchSize,
        sequenceLength,
        every,
        validationSequences,
        testSequences,
        detectionRounds,
        detectionSamples,
        detectionCharacters,
        baseLearningRate,
        fineTuningLearningRate);
  }
}
