// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the numbers of a study that cannot mean what they seem to, and says what to do. The limits
 * are our choice.
 */
public final class Cautions {
  /** Tokens of a model on bytes. */
  private static final int BYTES = 256;

  private static final int ENOUGH_DOCUMENTS = 10;

  /** The half-width of an interval that no number of texts here can give. */
  private static final double NO_WIDTH = 0.001;

  private static final int NAMED = 3;

  private Cautions() {}

  /** {@return a sentence or two for each kind of number that cannot be relied on; often none} */
  public static ImmutableList<String> of(StudyResults results) {
    ImmutableList.Builder<String> cautions = ImmutableList.builder();
    for (SeedResult seed : results.seeds()) {
      String of = results.seeds().size() == 1 ? "" : " of seed " + seed.seed();
      int tokens = seed.base().vocabulary();
      cautions.addAll(ofLosses("the base model" + of, seed.base().losses().test(), tokens));
      cautions.addAll(ofLosses("the specialists" + of, seed.reference().test(), tokens));
      cautions.addAll(
          ofGains(results.domains(), seed.base().losses().test(), seed.reference().test()));
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
    if (results.text() != null) {
      cautions.addAll(ofDocuments(results.text()));
    }
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
    return where(
        lost,
        "Losses of %s are above ln %s = %s nats/token, which guessing gets, or no numbers at all"
            + " (%s): nothing can be read from them. Train longer (--budget), or look at the text.",
        of,
        vocabulary,
        Numbers.loss(guessing),
        some(lost));
  }

  /** Looks at what was detected. */
  public static ImmutableList<String> ofDetection(List<String> domains, DetectionResult detection) {
    List<String> narrow = only(domains, domain -> get(detection.halfWidths(), domain) < NO_WIDTH);
    double accuracy = detection.judge().accuracy();
    boolean guesses = domains.size() > 1 && !(accuracy > 1.0 / domains.size());
    return ImmutableList.<String>builder()
        .addAll(
            where(
                narrow,
                "The 95 %% interval of %s detected shares is narrower than \u00B1%s (%s): every round"
                    + " found the same there, as where a domain is never written or a judge is"
                    + " always sure. That is no measure of how right it is; draw more texts"
                    + " (--budget), or try the judge on other text.",
                narrow.size(),
                Numbers.share(NO_WIDTH),
                some(narrow)))
        .addAll(
            where(
                guesses ? domains : ImmutableList.of(),
                "The judge is right on %s of real texts, no more than chance: the detected mix"
                    + " means nothing. Domains this alike cannot be told apart; give more or clearer"
                    + " text.",
                Numbers.percent(accuracy)))
        .build();
  }

  static ImmutableList<String> ofGains(
      List<String> domains, Map<String, Double> base, Map<String, Double> reference) {
    List<String> none = only(domains, domain -> !(get(base, domain) > get(reference, domain)));
    List<String> little =
        only(
            domains,
            domain ->
                get(base, domain) > get(reference, domain)
                    && !Measures.hasRoom(get(base, domain), get(reference, domain)));
    return ImmutableList.<String>builder()
        .addAll(
            where(
                none,
                "The specialist of %s is no better than the base model (%s): no gain can be"
                    + " measured there. Train longer (--budget).",
                number(none),
                some(none)))
        .addAll(
            where(
                little,
                "The specialist of %s is less than %s better than the base model (%s): there is"
                    + " nothing to gain, and dividing by so little would show noise. Gains leave such"
                    + " domains out; losses and forgetting count them. Train longer (--budget),"
                    + " or start from a base model that knows less of them.",
                number(little),
                Numbers.percent(Measures.LEAST_ROOM),
                some(little)))
        .build();
  }

  private static double get(Map<String, Double> numbers, String domain) {
    return numbers.getOrDefault(domain, Double.NaN);
  }

  private static ImmutableList<String> ofDocuments(DataSummary data) {
    List<String> few = new ArrayList<>();
    for (DataSummary.DomainText text : data.domains()) {
      long documents = text.trainDocuments() + text.validationDocuments() + text.testDocuments();
      if (documents < ENOUGH_DOCUMENTS) {
        few.add(text.domain() + " " + documents);
      }
    }
    return where(
        few,
        "Domains with fewer than %s documents (%s): their losses are those of one or two"
            + " documents. Give more text.",
        ENOUGH_DOCUMENTS,
        some(few));
  }

  /** Returns a sentence where there is something to say it of. */
  @FormatMethod
  private static ImmutableList<String> where(
      List<String> there, @FormatString String sentence, Object... values) {
    return there.isEmpty() ? ImmutableList.of() : ImmutableList.of(sentence.formatted(values));
  }

  private static List<String> only(List<String> domains, Predicate<String> test) {
    return domains.stream().filter(test).toList();
  }

  private static String number(List<String> domains) {
    return domains.size() == 1 ? "1 domain" : domains.size() + " domains";
  }

  /** {@return the first few names with commas, and how many more there are} */
  public static String some(List<String> names) {
    return names.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
  }
}
