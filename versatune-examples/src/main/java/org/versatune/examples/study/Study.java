// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.DomainDistribution;
import org.versatune.dl4j.Nd4jBackend;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.DataSummary;
import org.versatune.examples.results.DetectionTrial;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;
import org.versatune.examples.results.Writing;
import org.versatune.examples.study.ResultStore.ResultKey;
import org.versatune.examples.study.Training.Finished;

/**
 * Does the missing work of a plan: base model, detection and specialists of each seed, then all
 * runs.
 *
 * <p>Seeds come one after the other, so that a study that is stopped early has whole seeds. Inside
 * a seed, all trainings start from one base model. Trainings run side by side; a result depends on
 * plan, text and seed alone, so the number of threads changes the time and nothing else. Not safe
 * for use by several threads.
 */
public final class Study {
  /** The text that comes with the examples, as a source. */
  public static final String BUNDLED = "bundled";

  private final StudyPlan plan;
  private final Means means;
  private final String source;
  private final boolean resumed;
  private final String commit;
  private final StudyLog log;
  private final Map<Long, Workbench> seeds = new LinkedHashMap<>();

  /**
   * Prepares a study.
   *
   * @param plan what it consists of
   * @param corpora the text
   * @param source where it comes from: {@value #BUNDLED}, or a folder
   * @param folder where results and run records go
   * @param resumed whether to take over finished work of earlier starts from the folder, and to
   *     leave finished work there for later ones; otherwise everything is done anew
   * @param cache folder where base models are kept
   * @param commit of the sources, kept with each run
   * @param log gets a line for each thing that is done
   * @throws IllegalArgumentException if a strategy of the plan does not fit the domains
   */
  public Study(
      StudyPlan plan,
      Corpora corpora,
      String source,
      Path folder,
      boolean resumed,
      Path cache,
      String commit,
      StudyLog log) {
    this.plan = plan;
    this.source = source;
    this.resumed = resumed;
    this.commit = commit;
    this.log = log;
    ResultStore store = new ResultStore(folder, resumed);
    store.require(plan.model());
    Optional<DomainDistribution> mix =
        plan.isBaseMixUnknown(source)
            ? Optional.empty()
            : Optional.of(Mixes.skewed(corpora.domains()));
    this.means = new Means(plan, corpora, new StudyModel(corpora, plan), mix, store, cache, log);
    plan.check(corpora.domains(), source);
  }

  /**
   * Does what is missing.
   *
   * @param threads trainings that run side by side, at least 1
   * @param provenance facts on where the numbers come from, to which machine and times are added
   * @param onSeed receives what the runs of each seed share, as soon as it is known
   * @return everything, in the order of the plan
   * @throws Exception if anything fails: nothing is passed over
   */
  @SuppressWarnings("try") // The scope is all that the words for the cost of measuring are for.
  public StudyResults run(int threads, Map<String, Object> provenance, Consumer<SeedResult> onSeed)
      throws Exception {
    Nd4jBackend.require();
    ImmutableList<Planned> all = Planned.of(plan);
    // The only base model of a study has all threads, so it is trained in halves of batches.
    int halves = means.isOfOneSeed() ? threads : 0;
    Stream.concat(
            all.stream().map(planned -> planned.key().seed()),
            plan.frontier() == null ? Stream.of() : plan.seeds().stream())
        .distinct()
        .forEach(seed -> seeds.put(seed, new Workbench(means, means.baseMix(), seed, halves)));
    log.plan(missingSteps(all));
    warnOfOtherText();
    ImmutableList.Builder<Writing> writings = ImmutableList.builder();
    ImmutableList.Builder<SeedResult> shared = ImmutableList.builder();
    List<Run> runs = new ArrayList<>();
    ImmutableList.Builder<Evaluation> evaluations = ImmutableList.builder();
    ImmutableList<Run> fixed = ImmutableList.of();
    ImmutableList<DetectionTrial> trials = ImmutableList.of();
    try (SideBySide trainings = new SideBySide(threads);
        MeasuringCost unused = new MeasuringCost(log, lessMeasuring())) {
      // Bases first and all together: a seed's trainings then wait for none.
      seeds.values().forEach(seed -> seed.startBase(trainings));
      List<Supplier<Finished>> pending = start(all, trainings);
      Supplier<Optional<Writing>> before = trainings.start(this::baseWriting);
      for (Workbench seed : seeds.values()) {
        SeedResult result = seed.result();
        onSeed.accept(result);
        shared.add(result);
      }
      before.get().ifPresent(writings::add);
      for (Supplier<Finished> each : pending) {
        Finished finished = each.get();
        runs.add(finished.run());
        Optional.ofNullable(finished.writing()).ifPresent(writings::add);
        if (finished.run().key().seed() == all.get(0).key().seed()) {
          evaluations.addAll(finished.evaluations());
        }
      }
      StudyPlan.FixedMixes mixes = plan.frontier();
      if (mixes != null) {
        fixed =
            new FrontierStudy(plan, mixes, means.domains())
                .run(planned -> train(planned, trainings));
      }
      StudyPlan.Detections detections = plan.detection();
      if (detections != null) {
        trials = new DetectionStudy(means, detections).run(trainings);
      }
    }
    ImmutableList<Run> finished =
        Stream.concat(FrontierStudy.measured(runs, fixed), fixed.stream())
            .collect(toImmutableList());
    Summary summary = new Summary(plan, finished);
    StudyResults results =
        new StudyResults(
            means.domains(),
            text(),
            shared.build(),
            finished,
            evaluations.build(),
            trials,
            summary.lines(),
            Conclusions.of(plan, summary),
            writings.build(),
            StudyResults.JSON.valueToTree(provenance(provenance, threads)));
    Cautions.of(results).forEach(log::warning);
    return results;
  }

  private DataSummary text() {
    return new DataSummary(
        source,
        means.corpora().fingerprint(),
        means.corpora().all().stream()
            .map(
                corpus ->
                    new DataSummary.DomainText(
                        corpus.domain(),
                        corpus.train().size(),
                        corpus.bytes(Split.TRAIN),
                        corpus.validation().size(),
                        corpus.test().size()))
            .collect(toImmutableList()));
  }

  /** The quickstart, which resumes nothing, has a budget; a study has a plan. */
  private String lessMeasuring() {
    return resumed
        ? "fewer evaluations or validationSequences in the plan's fineTuning make it less"
        : "with a larger --budget it is less";
  }

  private Map<String, Object> provenance(Map<String, Object> given, int threads) {
    Map<String, Object> facts = new LinkedHashMap<>(given);
    facts.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("threads", threads);
    facts.put(
        "baseModelsFromCache", seeds.values().stream().filter(Workbench::isBaseFromCache).count());
    facts.put("seeds", plan.seeds());
    StudyPlan.Confirmation confirmation = plan.confirmation();
    if (confirmation != null) {
      facts.put("confirmationSeeds", confirmation.seeds());
    }
    StudyPlan.FixedMixes mixes = plan.frontier();
    if (mixes != null && mixes.within() != null) {
      facts.put("promise", mixes.within());
    }
    facts.put("model", plan.model());
    facts.put("base", plan.base());
    if (plan.base().embedded()) {
      facts.put("embeddedBase", means.model().embedded().provenance());
    }
    facts.put("fineTuning", plan.fineTuning());
    facts.put("seconds", log.secondsByStage());
    return facts;
  }

  /** Says what the embedded base model means for the text at hand. */
  private void warnOfOtherText() {
    if (!plan.base().embedded()) {
      return;
    }
    if (means.baseMix().isEmpty()) {
      log.warning(
          "the embedded base model was not trained on this text: detection says which of these"
              + " domains its writing is most like, and there is no true mix to compare with;"
              + " --train-base trains a base model on the text");
    } else if (!String.valueOf(means.model().embedded().provenance().get("text"))
        .endsWith(means.corpora().fingerprint())) {
      log.warning(
          "the embedded base model was trained on another choice of the bundled text: it may know"
              + " some of the text that losses are measured on; --train-base trains one on this"
              + " choice");
    }
  }

  /** What the base model writes; empty for many seeds, whose report has no room for it. */
  private Optional<Writing> baseWriting() throws Exception {
    if (!means.isOfOneSeed() || plan.fostering() == null) {
      return Optional.empty();
    }
    ResultKey<Written> key =
        new ResultKey<>("writing", means.settings("writing", plan.seeds()), Written.class, 0);
    Workbench bench = seeds.values().iterator().next();
    Written found =
        means
            .store()
            .get(key, () -> new Written(bench.writing("", bench.copy().network()).orElse(null)));
    return Optional.ofNullable(found.writing());
  }

  private record Written(@Nullable Writing writing) {}

  private Training training(Planned planned) {
    Workbench bench = requireNonNull(seeds.get(planned.key().seed()), planned.toString());
    return new Training(means, bench, planned, commit);
  }

  /** Starts all runs, and what they wait for. */
  private ImmutableList<Supplier<Finished>> start(List<Planned> planned, SideBySide trainings) {
    return planned.stream().map(each -> training(each).start(trainings)).collect(toImmutableList());
  }

  /** Makes the runs of fixed mixes, and says how long those take that are not done. */
  private ImmutableList<Run> train(ImmutableList<Planned> planned, SideBySide trainings) {
    log.plan(missingSteps(planned));
    return start(planned, trainings).stream()
        .map(each -> each.get().run())
        .collect(toImmutableList());
  }

  private double missingSteps(List<Planned> all) {
    return Stream.concat(
            all.stream().flatMap(each -> training(each).keys()),
            seeds.values().stream().map(Workbench::baseKey))
        .distinct()
        .filter(key -> !means.store().has(key))
        .mapToDouble(ResultStore.ResultKey::cost)
        .sum();
  }
}
