// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Range;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.Given;

/**
 * Measures what a model knows by its losses on held-out text, compared with a yardstick. It is a
 * second opinion on a {@link Detection} that needs no judge. (Our own addition; the paper has
 * none.)
 *
 * <pre>{@code
 * SecondOpinion opinion =
 *     SecondOpinion.builder(heldOut)                              // some fifty texts of each domain
 *         .model(text -> base.loss(text))                         // nats of the whole text
 *         .yardsticks(NgramLanguageModel.trainEach(trainingTexts))
 *         .measure();
 * Detection detection = detector.detect().withSecondOpinion(opinion);
 * }</pre>
 *
 * <p>{@code docs/detection.md} has the formulas, and says what yardsticks can show. Immutable and
 * safe for use by any number of threads.
 */
public final class SecondOpinion {
  /** Fewer texts of a domain say nothing about how much texts differ (our choice). */
  static final int FEWEST_TEXTS = 5;

  /** The family-wise error of all comparisons of domains, one side (our choice). */
  private static final double ERROR = 0.025;

  private final ImmutableMap<String, DomainKnowledge> knowledge;
  private final double resolution;

  private SecondOpinion(ImmutableMap<String, DomainKnowledge> knowledge, double resolution) {
    this.knowledge = knowledge;
    this.resolution = resolution;
  }

  /**
   * Starts a measurement.
   *
   * @param heldOut texts of two or more domains, at least 5 of each, better 50, none empty; whole
   *     documents or their beginnings, on which neither the model nor the yardstick was trained
   * @return a builder
   * @throws NullPointerException if the list or a text is null
   * @throws IllegalArgumentException if a text is empty, a domain has too few texts, or there is
   *     only one domain; the message names it
   */
  public static Builder builder(List<LabelledText> heldOut) {
    return new Builder(Given.list(heldOut, "heldOut"));
  }

  /**
   * Returns what the losses say about the model's knowledge of each domain.
   *
   * @return knowledge by domain, in the order in which the domains first came in the held-out texts
   */
  public ImmutableMap<String, DomainKnowledge> knowledge() {
    return knowledge;
  }

  /**
   * Returns the domains, the best known one first.
   *
   * @return all domains
   */
  public ImmutableList<String> ranking() {
    return knowledge.entrySet().stream()
        .sorted(Comparator.comparingDouble(each -> -each.getValue().knowledge()))
        .map(Map.Entry::getKey)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns the largest difference in knowledge that does not count as one.
   *
   * @return nats/byte, at least 0
   */
  public double resolution() {
    return resolution;
  }

  /*
   * Where shares and knowledge disagree (our choice).
   *
   * How much a model writes of a domain and how well it predicts it are different quantities, and
   * both grow with how much of the domain it was trained on. So their values are not compared, but
   * their orders, and only where both are sure. With the 95 % intervals [l_i, u_i] of the shares,
   * the knowledge k_i with its standard error e_i, and m pairs of domains,
   *
   *   i before j by the shares, j before i by the losses:
   *     l_i > u_j   and   k_j − k_i − z · sqrt(e_i² + e_j²) > resolution
   *   much of i, and it is not known:
   *     l_i > 1 / domains   and   loss_i − entropy of the bytes_i − z · e_i > 0
   *
   * z is the normal quantile of .025 / m (Bonferroni), so that of all comparisons together fewer
   * than one in forty is taken for sure by chance. Domains are independent of each other: they
   * have no text in common.
   */
  ImmutableList<Disagreement> disagreements(Map<String, Range<Double>> shares) {
    int domains = knowledge.size();
    double z =
        new NormalDistribution(0, 1)
            .inverseCumulativeProbability(1 - ERROR / (domains * (domains - 1) / 2.0));
    List<Disagreement> found = new ArrayList<>();
    knowledge.forEach(
        (i, ki) -> {
          double lowest = requireNonNull(shares.get(i)).lowerEndpoint();
          double worse = ki.modelLoss() - ki.byteEntropy();
          if (lowest > 1.0 / domains && worse - z * ki.standardError() > 0) {
            found.add(new Disagreement(i, Optional.empty(), worse));
          }
          knowledge.forEach(
              (j, kj) -> {
                double difference = kj.knowledge() - ki.knowledge();
                double error = z * Math.hypot(ki.standardError(), kj.standardError());
                if (lowest > requireNonNull(shares.get(j)).upperEndpoint()
                    && difference - error > resolution) {
                  found.add(new Disagreement(i, Optional.of(j), difference));
                }
              });
        });
    found.sort(Comparator.comparingDouble(each -> -each.difference()));
    return ImmutableList.copyOf(found);
  }

  /** Complains where a distribution is over other domains. */
  void checkOver(DomainDistribution shares) {
    checkArgument(
        knowledge.keySet().equals(shares.asMap().keySet()),
        "the second opinion is on %s and the detection over %s; measure the losses on held-out text"
            + " of the same domains",
        knowledge.keySet(),
        shares.domains());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecondOpinion that
        && knowledge.equals(that.knowledge)
        && resolution == that.resolution;
  }

  @Override
  public int hashCode() {
    return 31 * knowledge.hashCode() + Double.hashCode(resolution);
  }

  /** Returns one line: the knowledge of each domain, the best known one first. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("knowledge in nats/byte beside the yardstick:");
    for (String domain : ranking()) {
      DomainKnowledge of = requireNonNull(knowledge.get(domain));
      text.append(
          String.format(
              Locale.ROOT,
              "%s %s %+.3f [%+.3f, %+.3f]",
              text.charAt(text.length() - 1) == ':' ? "" : ",",
              domain,
              of.knowledge(),
              of.interval().lowerEndpoint(),
              of.interval().upperEndpoint()));
    }
    return text.toString();
  }

  /** Collects what is measured. Each setter checks its argument at once. */
  public static final class Builder {
    private static final double RESOLUTION = 0.1;

    private final ImmutableMap<String, ImmutableList<String>> texts;
    private @Nullable TextLoss model;
    private @Nullable ImmutableMap<String, TextLoss> yardsticks;
    private double resolution = RESOLUTION;
    private long seed;

    private Builder(ImmutableList<LabelledText> heldOut) {
      Map<String, ImmutableList.Builder<String>> byDomain = new LinkedHashMap<>();
      for (int i = 0; i < heldOut.size(); i++) {
        LabelledText text = heldOut.get(i);
        checkArgument(
            !text.text().isEmpty(),
            "held-out text %s, of domain '%s', is empty; leave it out",
            i,
            text.domain());
        byDomain.computeIfAbsent(text.domain(), unused -> ImmutableList.builder()).add(text.text());
      }
      ImmutableMap.Builder<String, ImmutableList<String>> all = ImmutableMap.builder();
      byDomain.forEach((domain, some) -> all.put(domain, some.build()));
      this.texts = all.buildOrThrow();
      checkArgument(
          texts.size() >= 2,
          "the held-out texts are of the domains %s; there must be two domains to compare",
          texts.keySet());
      texts.forEach(
          (domain, some) ->
              checkArgument(
                  some.size() >= FEWEST_TEXTS,
                  "domain '%s' has %s held-out texts; give at least %s, 50 or more are best",
                  domain,
                  some.size(),
                  FEWEST_TEXTS));
    }

    /**
     * Sets the model whose knowledge is measured.
     *
     * @param base its loss on a text
     * @return this builder
     * @throws NullPointerException if there is none
     */
    @CanIgnoreReturnValue
    public Builder model(TextLoss base) {
      this.model = notNull(base, "base");
      return this;
    }

    /**
     * Sets a yardstick for each domain, for example an n-gram model of its text, or a specialist
     * trained on it alone.
     *
     * @param byDomain by domain, the loss of its yardstick on a text; all yardsticks are trained on
     *     the same amount of text
     * @return this builder
     * @throws NullPointerException if something is null
     * @throws IllegalArgumentException if a domain of the held-out texts has none; the message
     *     names it
     */
    @CanIgnoreReturnValue
    public Builder yardsticks(Map<String, ? extends TextLoss> byDomain) {
      ImmutableMap<String, TextLoss> given = ImmutableMap.copyOf(Given.map(byDomain, "byDomain"));
      for (String domain : texts.keySet()) {
        checkArgument(
            given.containsKey(domain),
            "domain '%s' has no yardstick; there are some for %s",
            domain,
            given.keySet());
      }
      this.yardsticks = given;
      return this;
    }

    /**
     * Sets one yardstick for all domains, such as another model of the same kind whose mix is
     * known. What is hard for this kind of model is hard for both models, so such a yardstick shows
     * differences between domains best.
     *
     * @param other its loss on a text
     * @return this builder
     * @throws NullPointerException if there is none
     */
    @CanIgnoreReturnValue
    public Builder yardstick(TextLoss other) {
      notNull(other, "other");
      ImmutableMap.Builder<String, TextLoss> all = ImmutableMap.builder();
      texts.keySet().forEach(domain -> all.put(domain, other));
      this.yardsticks = all.buildOrThrow();
      return this;
    }

    /**
     * Sets by how much a domain must be known better than another for the difference to count.
     * Default: 0.1 nats/byte (our choice, for n-gram models; 0 suits a yardstick of the model's
     * kind).
     *
     * @param natsPerByte finite and at least 0
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    @CanIgnoreReturnValue
    public Builder resolution(double natsPerByte) {
      checkArgument(
          natsPerByte >= 0 && Double.isFinite(natsPerByte),
          "resolution is %s nats/byte; it must be finite and at least 0",
          natsPerByte);
      this.resolution = natsPerByte;
      return this;
    }

    /**
     * Sets the seed of the bootstrap. Default: 0.
     *
     * @param value any number
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder seed(long value) {
      this.seed = value;
      return this;
    }

    /**
     * Measures all losses, one text after the other, in this thread.
     *
     * @return the second opinion
     * @throws IllegalStateException if there is no model or no yardstick, or a loss is not finite
     *     or is negative; the message names domain and position, never the text
     */
    public SecondOpinion measure() {
      checkState(model != null, "no model; call model(...) with the base model's loss on a text");
      checkState(
          yardsticks != null,
          "no yardstick; call yardsticks(NgramLanguageModel.trainEach(trainingTexts)), or"
              + " yardstick(...) with a model to compare with");
      TextLoss base = model;
      ImmutableMap<String, TextLoss> others = yardsticks;
      ImmutableMap.Builder<String, DomainKnowledge> knowledge = ImmutableMap.builder();
      int[] at = {0};
      texts.forEach(
          (domain, some) -> {
            double[] bytes = some.stream().mapToDouble(t -> t.getBytes(UTF_8).length).toArray();
            double[] own = losses("the model", base, domain, some);
            double[] other =
                losses("the yardstick", requireNonNull(others.get(domain)), domain, some);
            knowledge.put(
                domain, KnowledgeBootstrap.of(bytes, own, other, entropy(some), seed + at[0]++));
          });
      return new SecondOpinion(knowledge.buildOrThrow(), resolution);
    }

    private static double[] losses(
        String whose, TextLoss loss, String domain, ImmutableList<String> texts) {
      double[] losses = new double[texts.size()];
      for (int i = 0; i < losses.length; i++) {
        losses[i] = loss.nats(texts.get(i));
        checkState(
            losses[i] >= 0 && Double.isFinite(losses[i]),
            "%s has a loss of %s nats on text %s of domain '%s'; it must be finite and at least 0",
            whose,
            losses[i],
            i,
            domain);
      }
      return losses;
    }

    /** The entropy of the bytes of all texts together, nats/byte. */
    private static double entropy(ImmutableList<String> texts) {
      long[] counts = new long[256];
      long all = 0;
      for (String text : texts) {
        for (byte each : text.getBytes(UTF_8)) {
          counts[each & 0xFF]++;
          all++;
        }
      }
      double entropy = 0;
      for (long count : counts) {
        double share = (double) count / all;
        entropy -= count == 0 ? 0 : share * Math.log(share);
      }
      return entropy;
    }
  }
}
