// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probabilities of labels from the tokens of an answer. */
class LabelProbabilitiesTest {
  private static final ChatLabels LABELS = new ChatLabels(List.of("law", "science", "scripture"));

  private static TokenAlternatives token(String token, double p, Map<String, Double> others) {
    ImmutableMap.Builder<String, Double> logs = ImmutableMap.builder();
    others.forEach((other, q) -> logs.put(TokenAlternatives.bytes(other), Math.log(q)));
    return new TokenAlternatives(TokenAlternatives.bytes(token), Math.log(p), logs.buildOrThrow());
  }

  @Test
  void followsTheAnswerWhereTwoLabelsBeginAlike() {
    double[] p =
        new LabelProbabilities(LABELS.all())
            .of(
                "science",
                1,
                List.of(
                    token("sc", 0.8, Map.of("sc", 0.8, "law", 0.2)),
                    token("ience", 0.75, Map.of("ience", 0.75, "ripture", 0.25))))
            .orElseThrow();

    assertThat(p).containsExactly(new double[] {0.2, 0.6, 0.2, 0}, within(1e-12));
  }

  @Test
  void sharesABranchThatFitsSeveralLabelsAndLeavesOutWhatFitsNone() {
    double[] p =
        new LabelProbabilities(LABELS.all())
            .of("law", 0, List.of(token("law", 0.5, Map.of("s", 0.3, "The", 0.2))))
            .orElseThrow();

    assertThat(p).containsExactly(new double[] {0.625, 0.1875, 0.1875, 0}, within(1e-12));
  }

  @Test
  void findsTheLabelInsideOfStructuredAnswersAndBehindThoughts() {
    double[] p =
        new LabelProbabilities(LABELS.all())
            .of(
                "{\"domain\":\"law\"}",
                0,
                List.of(
                    token("law? ", 0.1, Map.of("science", 0.9)),
                    token("{\"", 1, Map.of()),
                    token("domain", 1, Map.of()),
                    token("\":\"law", 0.7, Map.of("\":\"science", 0.2, "\":\"none", 0.1)),
                    token("\"}", 1, Map.of())))
            .orElseThrow();

    assertThat(p).containsExactly(new double[] {0.7, 0.2, 0, 0.1}, within(1e-12));
  }

  @Test
  void givesNothingWhereTheTokensAreNotTheAnswer() {
    LabelProbabilities probabilities = new LabelProbabilities(LABELS.all());

    assertThat(probabilities.of("law", 0, List.of())).isEmpty();
    assertThat(probabilities.of("law", 0, List.of(token("science", 1, Map.of())))).isEmpty();
  }

  private static double[] of(List<String> domains, String answer, TokenAlternatives... tokens) {
    ChatLabels labels = new ChatLabels(domains);
    return new LabelProbabilities(labels.all())
        .of(answer, labels.read(answer).orElseThrow(), List.of(tokens))
        .orElseThrow();
  }

  /** The token of the answer is in another case or form than the name, and so is the other one. */
  @ParameterizedTest
  @CsvSource({
    "İstanbul, law, istanbul, LAW",
    "İstanbul, İzmir, İSTANBUL, i\u0307zmir",
    "ısı, İş, ISI, iş",
    "straße, law, STRASSE, Law",
    "ﬁnance, law, finance, Law",
    "café, cafe, CAFE\u0301, Cafe",
    "cafe, café, cafe, cafe\u0301",
    "résumé, resume, re\u0301sume\u0301, Resume",
    "λόγος, νόμος, ΛΌΓΟΣ, ΝΌΜΟΣ",
    "🎮 games, law, 🎮 Games, law"
  })
  void caseAndFormDoNotMatterAndAccentsDo(String one, String two, String first, String second) {
    double[] p = of(List.of(one, two), first, token(first, 0.75, Map.of(second, 0.25)));

    assertThat(p).containsExactly(new double[] {0.75, 0.25, 0}, within(1e-12));
  }

  @Test
  void aNameThatAnotherOneBeginsWithWaitsForWhatFollows() {
    List<String> domains = List.of("law", "law and order", "medicine");

    assertThat(
            of(
                domains,
                "{\"domain\":\"law\"}",
                token("{\"domain\":\"", 1, Map.of()),
                token("law", 0.9, Map.of("medicine", 0.1)),
                token("\"}", 0.6, Map.of(" and", 0.3, "\" }", 0.1))))
        .containsExactly(new double[] {0.63, 0.27, 0.1, 0}, within(1e-12));
    assertThat(
            of(
                domains,
                "law and order",
                token("law", 0.9, Map.of("medicine", 0.1)),
                token(" and", 0.5, Map.of(".", 0.5)),
                token(" order", 1, Map.of())))
        .containsExactly(new double[] {0.45, 0.45, 0.1, 0}, within(1e-12));
    assertThat(of(domains, "medicine", token("medicine", 0.5, Map.of("law", 0.5))))
        .containsExactly(new double[] {0.25, 0.25, 0.5, 0}, within(1e-12));
  }

  @Test
  void anAccentThatComesInATokenOfItsOwnDecides() {
    List<String> domains = List.of("cafe", "café");

    assertThat(
            of(
                domains,
                "cafe\u0301",
                token("cafe", 1, Map.of()),
                token("\u0301", 0.75, Map.of("\n", 0.25))))
        .containsExactly(new double[] {0.25, 0.75, 0}, within(1e-12));
  }

  /** Tokens of models end within characters. */
  @Test
  void tokensMayBePartsOfCharacters() {
    String istanbul = TokenAlternatives.bytes("İstanbul");
    List<TokenAlternatives> tokens =
        List.of(
            new TokenAlternatives(
                istanbul.substring(0, 1), Math.log(0.8), ImmutableMap.of("law", Math.log(0.2))),
            new TokenAlternatives(istanbul.substring(1), 0, ImmutableMap.of()));

    assertThat(
            new LabelProbabilities(new ChatLabels(List.of("İstanbul", "law")).all())
                .of("İstanbul", 0, tokens)
                .orElseThrow())
        .containsExactly(new double[] {0.8, 0.2, 0}, within(1e-12));
    assertThat(TokenAlternatives.text(istanbul)).isEqualTo("İstanbul");
    assertThat(TokenAlternatives.text(TokenAlternatives.bytes("a🎮").substring(0, 4)))
        .isEqualTo("a");
  }

  @Test
  void quotesInFrontOfAnotherAnswerDoNotHideIt() {
    assertThat(
            of(
                List.of("law", "science"),
                "law",
                token("law", 0.5, Map.of("**science", 0.25, "\"science", 0.25))))
        .containsExactly(new double[] {0.5, 0.5, 0}, within(1e-12));
  }
}
