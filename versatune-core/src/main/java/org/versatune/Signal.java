// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

/**
 * Names the kinds of number that a {@link WeightScheduler} can ask for. A rule declares what it
 * needs in {@link WeightScheduler#signals()}; nothing is computed that no rule asked for.
 */
public enum Signal {
  /** Validation loss ℓ_j by domain at this evaluation, nats/token, finite and at least 0. */
  VALIDATION_LOSS(
      false,
      "report the validation loss of every domain (Feedback.at(step).losses(map), or a"
          + " MixtureListener with a validation set for every domain)"),

  /**
   * Reference loss ℓref_j by domain: what a specialist reaches, nats/token. Known before the run.
   */
  REFERENCE_LOSS(
      true,
      "give referenceLosses, the loss that a specialist of each domain reaches"
          + " (VersaTune.builder().referenceLosses(map); ReferenceLosses of the DL4J module measures"
          + " it)"),

  /** Loss ℓ0_j of the base model by domain, nats/token, finite and above 0. */
  BASE_LOSS(
      true,
      "give baseLosses, the loss of the base model by domain (VersaTune.builder().baseLosses(map)),"
          + " or report the base model's losses at step 0 before training"),

  /** Number of examples by domain, above 0. Known before the run. */
  DOMAIN_SIZE(
      true,
      "give domainSizes, the number of examples of each domain"
          + " (VersaTune.builder().domainSizes(map))"),

  /**
   * Mean over tokens of max(loss − reference network's loss, 0) by domain, nats/token, at least 0.
   * A domain may be absent from a report.
   */
  TOKEN_EXCESS(
      false,
      "report it with Feedback.at(step).with(Signal.TOKEN_EXCESS, map), or give the MixtureListener a"
          + " reference network"),

  /** Inner products g_i·g_j of the domains' gradients, a symmetric k × k table. */
  GRADIENT_PRODUCTS(
      false,
      "report them with Feedback.at(step).gradientProducts(table), or add a MixtureListener with"
          + " training data of every domain for the gradients"),

  /**
   * Mean loss by domain inside the batch just trained, nats/token; domains that the batch lacks are
   * absent.
   */
  BATCH_LOSS(
      false,
      "report it with Feedback.at(step).with(Signal.BATCH_LOSS, map), or add a MixtureListener, which"
          + " measures it on each batch"),

  /** Number of examples drawn so far by domain, at least 0. VersaTune counts them itself. */
  DRAW_COUNTS(false, "VersaTune counts draws itself; outside it, report with Signal.DRAW_COUNTS"),

  /**
   * Standard error of the validation loss by domain, nats/token, at least 0: by how much the loss
   * would differ from one validation set of this size to the next. Domains may be absent.
   */
  LOSS_ERROR(
      false,
      "report it with Feedback.at(step).with(Signal.LOSS_ERROR, map), or add a MixtureListener, which"
          + " measures it with the losses"),

  /**
   * Standard error of the change of the validation loss since the report whose loss of the domain
   * the rule saw last, nats/token, at least 0. It is measured on the differences of the same
   * examples, which vary much less than their losses. Domains may be absent.
   */
  LOSS_CHANGE_ERROR(
      false,
      "report it with Feedback.at(step).with(Signal.LOSS_CHANGE_ERROR, map), or add a MixtureListener"
          + " to a run with ignoreNoise"),

  /**
   * How many steps before the report the validation loss of a domain was measured, at least 0.
   * Domains may be absent: their losses are of the step of the report.
   */
  LOSS_AGE(
      false,
      "report it with Feedback.at(step).with(Signal.LOSS_AGE, map), or add a MixtureListener that"
          + " evaluates domains in turn");

  private final boolean beforeTraining;
  private final String howToSupply;

  Signal(boolean beforeTraining, String howToSupply) {
    this.beforeTraining = beforeTraining;
    this.howToSupply = howToSupply;
  }

  /**
   * Returns whether the signal belongs to the set-up of a run and stays the same throughout.
   *
   * @return true for reference loss, base loss and domain size; false for what each report brings
   */
  public boolean isKnownBeforeTraining() {
    return beforeTraining;
  }

  /**
   * Returns what a user does to supply the signal, as the end of a sentence in an error message.
   *
   * @return one line in the imperative
   */
  public String howToSupply() {
    return howToSupply;
  }
}
