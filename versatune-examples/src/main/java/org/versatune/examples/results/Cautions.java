// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Numbers of a study that cannot mean what they seem to: each with what to do. The limits are our
 * choice.
 */
public final class Cautions {
  /** Tokens of a model on bytes. */
  private static final int BYTES = 256;

  private static final int ENOUGH_DOCUMENTS = 10;

  /** Half a width that is less than this is less than any number of texts here can tell. */
  private static final double NO_WIDTH = 0.001;

  private static final int NAMED = 3;

  private Cautions() {}

  /**
   * Looks at all numbers.
   *
   * @param results what a study found
   * @return a sentence or two for each kind of number that cannot be relied on; often none
   */
  public static ImmutableList<String> of(StudyResults results) {
    ImmutableList.Builder<String> cautions = ImmutableList.builder();
    for (SeedResult seed : results.seeds()) {
      String of = results.seeds().size() == 1 ? "" : " of seed " + seed.seed();
      cautions.addAll(
          ofLosses("the base model" + of, seed.base().losses().test(), seed.base().vocabulary()));
      cautions.addAll(
          ofLosses("the specialists" + of, seed.reference().test(), seed.base().vocabulary()));
      ofGains(results.domains(), seed).ifPresent(cautions::add);
      cautions.addAll(ofDetection(results.domains(), seed.detection()));
    }
    int vocabulary = results.seeds().isEmpty() ? BYTES : results.seeds().get(0).base().vocabulary();
    for (Run run : results.runs()) {
      String of = "\u201C" + results.name(run.key().choice()) + "\u201D";
      cautions.addAll(
          ofLosses(
              results.isOfOneSeed() ? of : of + " of seed " + run.key().seed(),
              run.byDomain(Measures.LOSS),
              vocabulary));
    }
    results.text().ifPresent(text -> documents(text, cautions));
    return ImmutableSet.copyOf(cautions.build()).asList();
  }

  /**
   * Looks at losses before anything is built on them.
   *
   * @param of whose they are, for example {@code the base model}
   * @param losses by domain, nats/token
   * @param vocabulary tokens that there are to guess from
   * @return a sentence, or none
   */
  public static ImmutableList<String> ofLosses(
      String of, Map<String, Double> losses, int vocabulary) {
    double guessing = Math.log(vocabulary);
    List<String> lost =
        losses.entrySet().stream()
            .filter(entry -> !(entry.getValue() <= guessing))
            .map(entry -> entry.getKey() + " " + Numbers.loss(entry.getValue()))
            .toList();
    return lost.isEmpty()
        ? ImmutableList.of()
        : ImmutableList.of(
            "Losses of "
                + of
                + " are above ln "
                + vocabulary
                + " = "
                + Numbers.loss(guessing)
                + " nats/token, which guessing gets, or no numbers at all ("
                + some(lost)
                + "): nothing can be read from them. Train longer (--budget), or look at the"
                + " text.");
  }

  /**
   * Looks at what was detected.
   *
   * @param domains of the study
   * @param detection what was found
   * @return sentences, or none
   */
  public static ImmutableList<String> ofDetection(List<String> domains, DetectionResult detection) {
    ImmutableList.Builder<String> cautions = ImmutableList.builder();
    List<String> narrow = only(domains, domain -> get(detection.halfWidths(), domain) < NO_WIDTH);
    if (!narrow.isEmpty()) {
      cautions.add(
          "The 95 % interval of "
              + narrow.size()
              + " detected shares is narrower than \u00B1"
              + Numbers.share(NO_WIDTH)
              + " ("
              + some(narrow)
              + "): every round found the same there, as where a domain is never written or a judge"
              + " is always sure. That is no measure of how right it is; draw more texts"
              + " (--budget), or try the judge on other text.");
    }
    double chance = 1.0 / domains.size();
    if (domains.size() > 1 && !(detection.judge().accuracy() > chance)) {
      cautions.add(
          "The judge is right on "
              + Numbers.percent(detection.judge().accuracy())
              + " of real texts, no more than chance: the detected mix means nothing. Domains this"
              + " alike cannot be told apart; give more or clearer text.");
    }
    return cautions.build();
  }

  private static Optional<String> ofGains(List<String> domains, SeedResult seed) {
    Map<String, Double> base = seed.base().losses().test();
    Map<String, Double> reference = seed.reference().test();
    List<String> none = only(domains, domain -> !(get(base, domain) > get(reference, domain)));
    return none.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The specialist of "
                + none.size()
                + " domains is no better than the base model ("
                + some(none)
                + "): no gain can be measured there. Train longer (--budget).");
  }

  private static double get(Map<String, Double> numbers, String domain) {
    return numbers.getOrDefault(domain, Double.NaN);
  }

  private static void documents(DataSummary data, ImmutableList.Builder<String> cautions) {
    List<String> few = new ArrayList<>();
    for (DataSummary.DomainText text : data.domains()) {
      long documents = text.trainDocuments() + text.validationDocuments() + text.testDocuments();
      if (documents < ENOUGH_DOCUMENTS) {
        few.add(text.domain() + " " + documents);
      }
    }
    if (!few.isEmpty()) {
      cautions.add(
          "Domains with fewer than "
              + ENOUGH_DOCUMENTS
              + " documents ("
              + some(few)
              + "): their losses are those of one or two documents. Give more text.");
    }
  }

  private static List<String> only(List<String> domains, Predicate<String> test) {
    return domains.stream().filter(test).toList();
  }

  /**
   * The first few names, and how many more there are.
   *
   * @param names any
   * @return them with commas
   */
  public static String some(List<String> names) {
    return names.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
  }
}
