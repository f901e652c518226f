// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.Maps;
import com.google.common.collect.Multiset;
import com.google.common.collect.TreeMultiset;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.detection.Detection;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.scheduling.Schedulers;

/**
 * Runs phases 1 and 2a of VersaTune: finds out what a base model knows by letting it write, starts
 * from that mix, and gives weight to the domains that have most left to learn.
 */
public final class DetectThenFoster {
  /** What the made-up sentences of each domain are made of, word by word. */
  private static final ImmutableMap<String, String[]> WORDS =
      ImmutableMap.of(
          "law", "the court tribunal plaintiff upheld dismissed verdict contract".split(" "),
          "medicine", "the patient nurse surgeon treated diagnosed fever infection".split(" "),
          "code", "the method compiler thread returns throws null exception".split(" "));

  /** What the model reaches when trained on one domain alone, nats; measured beforehand. */
  private static final ImmutableMap<String, Double> REFERENCE =
      ImmutableMap.of("law", 8.48, "medicine", 8.84, "code", 8.93);

  private DetectThenFoster() {}

  /**
   * Detects and trains; prints what was found and how the weights move.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    Model model = new Model(ImmutableMap.of("law", 700, "medicine", 200, "code", 100));
    Detection detection = detect(model);
    System.out.println("true: law 70, medicine 20, code 10 %; found: " + detection);
    foster(model, detection);
  }

  /** Phase 1: the share of each domain in what the model writes unprompted. */
  static Detection detect(Model model) {
    // The judge learns from some text of each domain. It never sees the model.
    NaiveBayesClassifier judge =
        NaiveBayesClassifier.trainer()
            .text("law", sentences("law", 1).limit(500))
            .text("medicine", sentences("medicine", 2).limit(500))
            .text("code", sentences("code", 3).limit(500))
            .train();
    return DomainDetector.builder()
        .generator(model::write)
        .classifier(judge)
        .domains(judge.domains())
        .samplesPerRound(250) // in each of four rounds; more texts make the intervals narrower
        .seed(42)
        .build()
        .detect();
  }

  /** Phase 2a: from the detected mix, weight for the domains that have most left to learn. */
  static VersaTune foster(Model model, Detection detection) {
    VersaTune run =
        VersaTune.builder()
            .domains(WORDS.keySet().asList())
            .initial(detection.mix()) // training goes on where the base model's ended
            .scheduler(Schedulers.fostering())
            .referenceLosses(REFERENCE)
            .updateEvery(10)
            .seed(42)
            .build();
    run.report(Feedback.at(0).losses(Maps.toMap(WORDS.keySet(), model::loss))); // the base model
    for (int step = 1; step <= 60; step++) {
      run.plan(16).domains().forEach(model.read::add); // in place of training on an example
      if (step % run.updateEvery() == 0) {
        run.report(Feedback.at(step).losses(Maps.toMap(WORDS.keySet(), model::loss)));
        System.out.println("\nstep " + step + "\n" + run.lastUpdate().orElseThrow());
      }
    }
    return run;
  }

  private static Stream<String> sentences(String domain, long seed) {
    String[] words = WORDS.getOrDefault(domain, new String[] {"the"});
    SplittableRandom random = new SplittableRandom(seed);
    return Stream.generate(
        () -> String.join(" ", random.ints(4, 0, words.length).mapToObj(i -> words[i]).toList()));
  }

  /** A made-up language model: it writes of each domain as often as it has read of it. */
  static final class Model {
    final Multiset<String> read = TreeMultiset.create();

    Model(ImmutableMap<String, Integer> examples) {
      examples.forEach(read::add);
    }

    /** Nats per sentence: one of as many domains, then four words of eight. */
    double loss(String domain) {
      return 4 * Math.log(8) - Math.log((double) read.count(domain) / read.size());
    }

    ImmutableList<String> write(int count, long seed) {
      ImmutableList<String> domains = ImmutableMultiset.copyOf(read).asList();
      SplittableRandom random = new SplittableRandom(seed);
      return Stream.generate(() -> domains.get(random.nextInt(domains.size())))
          .limit(count)
          .map(domain -> sentences(domain, random.nextLong()).findFirst().orElseThrow())
          .collect(ImmutableList.toImmutableList());
    }
  }
}
