// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;

class CorrectionTest {
  private static final double[] TRUTH = {0.5, 0.3, 0.2};
  private static final double[][] CONFUSION = {{0.9, 0.08, 0.02}, {0.15, 0.8, 0.05}, {0, 0.1, 0.9}};

  private static DomainDistribution template(int k) {
    return DomainDistribution.uniform(IntStream.range(0, k).mapToObj(j -> "d" + j).toList());
  }

  private static double[] simplex(int k, SplittableRandom random) {
    double[] p =
        IntStream.range(0, k).mapToDouble(j -> -Math.log(1 - random.nextDouble())).toArray();
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(x -> x / sum).toArray();
  }

  /** Rows with at least {@code right} on the diagonal. */
  private static double[][] confusion(int k, double right, SplittableRandom random) {
    double[][] rows = new double[k][];
    for (int i = 0; i < k; i++) {
      int domain = i;
      double[] p = simplex(k, random);
      rows[i] =
          IntStream.range(0, k)
              .mapToDouble(j -> (1 - right) * p[j] + (j == domain ? right : 0))
              .toArray();
    }
    return rows;
  }

  private static double[] shares(double[] labels, double[][] confusion) {
    return LabelMixture.shares(labels, Confusion.of(confusion), LabelMixture.FINE);
  }

  private static double[] labels(double[] truth, double[][] confusion) {
    double[] labels = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      for (int j = 0; j < truth.length; j++) {
        labels[j] += truth[i] * confusion[i][j];
      }
    }
    return labels;
  }

  private static DetectionRound round(DomainDistribution template, int number, long... top) {
    ImmutableMap.Builder<String, Long> counts = ImmutableMap.builder();
    double[] shares = new double[top.length];
    long n = Arrays.stream(top).sum();
    for (int j = 0; j < top.length; j++) {
      counts.put(template.domains().get(j), top[j]);
      shares[j] = (double) top[j] / n;
    }
    return new DetectionRound(
        number,
        number,
        (int) n,
        0,
        template.withWeights(shares),
        template.byDomain(new double[top.length]),
        counts.buildOrThrow(),
        0);
  }

  private static int draw(double[] p, SplittableRandom random) {
    double rest = random.nextDouble();
    int at = 0;
    while (at < p.length - 1 && rest >= p[at]) {
      rest -= p[at++];
    }
    return at;
  }

  private static ImmutableSortedMap<Integer, Long> placed(long[] counts) {
    ImmutableSortedMap.Builder<Integer, Long> placed = ImmutableSortedMap.naturalOrder();
    for (int j = 0; j < counts.length; j++) {
      if (counts[j] > 0) {
        placed.put(j, counts[j]);
      }
    }
    return placed.buildOrThrow();
  }

  /** Texts whose pieces share what is peculiar to the text, as those of a real one do. */
  private static JudgeErrors errors(
      double[][] confusion, int texts, int pieces, SplittableRandom random) {
    ImmutableList.Builder<JudgeErrors.OfText> all = ImmutableList.builder();
    for (int i = 0; i < confusion.length; i++) {
      for (int t = 0; t < texts; t++) {
        long[] placed = new long[confusion.length];
        int usual = draw(confusion[i], random);
        for (int p = 0; p < pieces; p++) {
          placed[random.nextInt(3) == 0 ? draw(confusion[i], random) : usual]++;
        }
        all.add(new JudgeErrors.OfText(i, placed(placed)));
      }
    }
    return new JudgeErrors("", all.build());
  }

  private static DetectionRound round(
      DomainDistribution template,
      int number,
      int samples,
      double[] truth,
      double[][] confusion,
      SplittableRandom random) {
    long[] top = new long[truth.length];
    for (int s = 0; s < samples; s++) {
      top[draw(confusion[draw(truth, random)], random)]++;
    }
    return round(template, number, top);
  }

  @Property(tries = 200)
  void findsTheMixThatTheLabelsComeFrom(
      @ForAll @IntRange(min = 1, max = 12) int k,
      @ForAll @DoubleRange(min = 0.6, max = 1) double right,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] truth = simplex(k, random);
    double[][] confusion = confusion(k, right, random);

    double[] shares = shares(labels(truth, confusion), confusion);

    assertThat(shares).containsExactly(truth, within(1e-5));
  }

  @Property(tries = 200)
  void staysOnTheSimplexWhateverTheConfusion(
      @ForAll @IntRange(min = 1, max = 12) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);

    double[] shares = shares(simplex(k, random), confusion(k, 0, random));

    assertThat(Arrays.stream(shares)).allMatch(w -> w >= 0 && w <= 1);
    assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
  }

  @Property(tries = 100)
  void givesTheLabelsThemselvesWhereTheJudgeDoesNotErr(
      @ForAll @IntRange(min = 1, max = 12) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] labels = simplex(k, random);

    assertThat(shares(labels, confusion(k, 1, random))).containsExactly(labels, within(1e-12));
  }

  @Property(tries = 100)
  void doesNotDependOnTheOrderOfTheDomains(
      @ForAll @IntRange(min = 2, max = 8) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] labels = simplex(k, random);
    double[][] confusion = confusion(k, 0.5, random);
    double[] turnedLabels = new double[k];
    double[][] turned = new double[k][k];
    for (int i = 0; i < k; i++) {
      turnedLabels[(i + 1) % k] = labels[i];
      for (int j = 0; j < k; j++) {
        turned[(i + 1) % k][(j + 1) % k] = confusion[i][j];
      }
    }

    double[] shares = shares(labels, confusion);
    double[] turnedShares = shares(turnedLabels, turned);

    for (int i = 0; i < k; i++) {
      assertThat(turnedShares[(i + 1) % k]).isCloseTo(shares[i], within(1e-6));
    }
  }

  @Property(tries = 100)
  void aConfusionOfCellsAndProportionsIsTheMatrixOfTheirSum(
      @ForAll @IntRange(min = 1, max = 8) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    JudgeErrors errors = errors(confusion(k, 0.5, random), 3, 4, random);
    double[] weights = random.doubles(errors.texts().size()).map(w -> w + 0.1).toArray();
    double[] anywhere = random.doubles(k).map(w -> 3 * w).toArray();
    double[] labels = simplex(k, random);
    double[][] rows = new double[k][k];
    for (int t = 0; t < weights.length; t++) {
      int i = errors.texts().get(t).domain();
      double weight = weights[t];
      errors.texts().get(t).placed().forEach((j, count) -> rows[i][j] += weight * count);
    }
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        rows[i][j] += anywhere[i] * labels[j];
      }
      double sum = Arrays.stream(rows[i]).sum();
      rows[i] = Arrays.stream(rows[i]).map(x -> x / sum).toArray();
    }

    Confusion sparse =
        new Confusion.Weighing(errors.texts(), k).confusion(weights, anywhere, labels);

    double[] moved = simplex(k, random);
    for (int i = 0; i < k; i++) {
      assertThat(sparse.row(i)).containsExactly(rows[i], within(1e-12));
    }
    assertThat(LabelMixture.shares(moved, sparse, LabelMixture.FINE))
        .containsExactly(shares(moved, rows), within(1e-7));
  }

  @Test
  void aThousandDomainsFitIntoLittleMemory() {
    int k = 1_000;
    DomainDistribution template =
        DomainDistribution.uniform(
            IntStream.range(0, k).mapToObj(i -> "d" + i).collect(ImmutableList.toImmutableList()));
    ImmutableList.Builder<JudgeErrors.OfText> texts = ImmutableList.builder();
    for (int i = 0; i < k; i++) {
      for (int t = 0; t < 300; t++) {
        texts.add(
            new JudgeErrors.OfText(i, ImmutableSortedMap.of(t % 10 == 0 ? (i + 1) % k : i, 1L)));
      }
    }
    // Half of 20 000 texts are of the first domain, a tenth of which has the second one's label.
    long[] top = new long[k];
    Arrays.fill(top, 10);
    top[0] = 9_001;
    top[1] = 1_009;

    CorrectedShares corrected =
        Correction.of(
            template,
            ImmutableList.of(round(template, 1, top)),
            new JudgeErrors("", texts.build()),
            0,
            1);

    assertThat(corrected.distribution().weight("d0")).isCloseTo(0.5, within(0.001));
    Range<Double> interval = requireNonNull(corrected.intervals().get("d0"));
    assertThat(interval.lowerEndpoint()).isBetween(0.48, 0.5);
    assertThat(interval.upperEndpoint()).isBetween(0.5, 0.52);
    assertThat(requireNonNull(corrected.confusion().get("d7")).weight("d8"))
        .isCloseTo(0.1, within(1e-12));
  }

  @Test
  void leavesOutALabelThatNoDomainGets() {
    double[] shares =
        shares(new double[] {0.6, 0.2, 0.2}, new double[][] {{1, 0, 0}, {0, 1, 0}, {0.5, 0.5, 0}});

    assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
    assertThat(shares[0]).isGreaterThan(shares[1]);
  }

  @Test
  void intervalsHoldTheTrueSharesAsOftenAsTheySay() {
    DomainDistribution template = template(3);
    int holds = 0;
    int all = 0;
    for (int trial = 0; trial < 100; trial++) {
      SplittableRandom random = new SplittableRandom(trial);
      JudgeErrors errors = errors(CONFUSION, 60, 3, random);
      List<DetectionRound> rounds = new ArrayList<>();
      for (int r = 1; r <= 4; r++) {
        rounds.add(round(template, r, 150, TRUTH, CONFUSION, random));
      }
      CorrectedShares corrected =
          Correction.of(template, ImmutableList.copyOf(rounds), errors, 0, trial);
      for (int i = 0; i < TRUTH.length; i++) {
        all++;
        holds += corrected.intervals().values().asList().get(i).contains(TRUTH[i]) ? 1 : 0;
      }
    }

    assertThat((double) holds / all).isBetween(0.92, 0.995);
  }

  @Test
  void fewHeldOutTextsMakeWideIntervals() {
    DomainDistribution template = template(3);
    ImmutableList<DetectionRound> rounds = ImmutableList.of(round(template, 1, 400, 300, 300));

    double few = width(Correction.of(template, rounds, right(2), 0, 1));
    double many = width(Correction.of(template, rounds, right(200), 0, 1));

    assertThat(few).isGreaterThan(2 * many);
  }

  /** Texts of three domains without a mistake. */
  private static JudgeErrors right(int texts) {
    ImmutableList.Builder<JudgeErrors.OfText> all = ImmutableList.builder();
    for (int i = 0; i < 3; i++) {
      for (int t = 0; t < texts; t++) {
        long[] placed = new long[3];
        placed[i] = 2;
        all.add(new JudgeErrors.OfText(i, placed(placed)));
      }
    }
    return new JudgeErrors("", all.build());
  }

  private static double width(CorrectedShares corrected) {
    Range<Double> interval = corrected.intervals().values().asList().get(0);
    return interval.upperEndpoint() - interval.lowerEndpoint();
  }

  @Test
  void theSpreadBetweenRoundsWidensTheIntervals() {
    DomainDistribution template = template(3);
    ImmutableList<DetectionRound> even =
        ImmutableList.of(round(template, 1, 400, 300, 300), round(template, 2, 400, 300, 300));
    ImmutableList<DetectionRound> uneven =
        ImmutableList.of(round(template, 1, 600, 200, 200), round(template, 2, 200, 400, 400));

    CorrectedShares narrow = Correction.of(template, even, right(200), 0, 1);
    CorrectedShares wide = Correction.of(template, uneven, right(200), 0, 1);

    assertThat(wide.distribution().toArray())
        .containsExactly(narrow.distribution().toArray(), within(1e-9));
    assertThat(width(wide)).isGreaterThan(3 * width(narrow));
  }

  @Test
  void aDomainThatNoTextShowedMayBeThereAllTheSame() {
    DomainDistribution template = template(3);
    double most = 1 - Math.pow(0.025, 0.01);

    ImmutableList<Range<Double>> one =
        Correction.of(template, ImmutableList.of(round(template, 1, 100, 0, 0)), right(200), 0, 1)
            .intervals()
            .values()
            .asList();
    ImmutableList<Range<Double>> two =
        Correction.of(template, ImmutableList.of(round(template, 1, 60, 40, 0)), right(200), 0, 1)
            .intervals()
            .values()
            .asList();

    assertThat(one.get(0).lowerEndpoint()).isCloseTo(1 - most, within(1e-12));
    assertThat(one.get(0).upperEndpoint()).isEqualTo(1);
    assertThat(one.get(1).lowerEndpoint()).isZero();
    assertThat(one.get(1).upperEndpoint()).isCloseTo(most, within(1e-12));
    assertThat(two.get(2).upperEndpoint()).isCloseTo(most, within(1e-12));
    assertThat(two.get(0).contains(0.6)).isTrue();
    assertThat(two.get(0).lowerEndpoint()).isGreaterThan(0.4);
  }

  @Test
  void smoothingMovesTheSharesAndNotTheIntervals() {
    DomainDistribution template = template(3);
    ImmutableList<DetectionRound> rounds = ImmutableList.of(round(template, 1, 10, 0, 0));

    CorrectedShares plain = Correction.of(template, rounds, right(20), 0, 1);
    CorrectedShares smoothed = Correction.of(template, rounds, right(20), 1, 1);

    assertThat(smoothed.distribution().toArray())
        .containsExactly(new double[] {11.0 / 13, 1.0 / 13, 1.0 / 13}, within(1e-9));
    assertThat(smoothed.intervals()).isEqualTo(plain.intervals());
  }

  @Test
  void theSameSeedGivesTheSameIntervals() {
    DomainDistribution template = template(3);
    JudgeErrors errors = errors(CONFUSION, 30, 2, new SplittableRandom(1));
    ImmutableList<DetectionRound> rounds = ImmutableList.of(round(template, 1, 400, 300, 300));

    assertThat(Correction.of(template, rounds, errors, 0, 5))
        .isEqualTo(Correction.of(template, rounds, errors, 0, 5))
        .isNotEqualTo(Correction.of(template, rounds, errors, 0, 6));
  }

  /** A file that is sorted by domain: what a round shows is where in the file it begins. */
  @Test
  void roundsOfOneLabelEachHaveAWideInterval() {
    DomainDistribution template = template(2);
    JudgeErrors errors = errors(new double[][] {{1, 0}, {0, 1}}, 50, 1, new SplittableRandom(1));
    ImmutableList<DetectionRound> sorted =
        ImmutableList.of(round(template, 1, 100, 0), round(template, 2, 0, 100));
    ImmutableList<DetectionRound> mixed =
        ImmutableList.of(round(template, 1, 50, 50), round(template, 2, 50, 50));

    Range<Double> wide =
        requireNonNull(Correction.of(template, sorted, errors, 0, 1).intervals().get("d0"));
    Range<Double> narrow =
        requireNonNull(Correction.of(template, mixed, errors, 0, 1).intervals().get("d0"));

    assertThat(wide.lowerEndpoint()).isLessThan(0.1);
    assertThat(wide.upperEndpoint()).isGreaterThan(0.9);
    assertThat(narrow.lowerEndpoint()).isGreaterThan(0.4);
    assertThat(narrow.upperEndpoint()).isLessThan(0.6);
  }
}
