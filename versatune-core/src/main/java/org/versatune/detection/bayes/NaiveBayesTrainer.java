// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.EqualTexts;

/**
 * Trains a {@link NaiveBayesClassifier} on texts of known domains.
 *
 * <pre>{@code
 * NaiveBayesClassifier classifier =
 *     NaiveBayesClassifier.trainer()
 *         .text("law", lawTexts)
 *         .text("code", codeTexts)
 *         .train();
 * }</pre>
 *
 * <p>Training reads each text once, keeps counts and a tenth of the text, and takes some seconds
 * for 10 MB. Some 100 kB a domain are enough. Not safe for use by several threads.
 */
public final class NaiveBayesTrainer {
  private static final System.Logger LOG = System.getLogger(NaiveBayesTrainer.class.getName());
  private static final int LONGEST_NGRAM = 12;
  private static final int MOST_HELD_OUT = 300;

  private final Map<String, List<Supplier<Iterator<String>>>> texts = new LinkedHashMap<>();
  private int ngramLength = 3;
  private double smoothing = 0.1;
  private int maximumVocabulary = 500_000;
  private @Nullable DomainDistribution prior;
  private @Nullable Temperature temperature;
  private @Nullable KnownShareLimit minimumKnownShare;
  private double minimumProbability;
  private int minimumLength;
  private double unlike;
  private int heldOut = MOST_HELD_OUT;

  NaiveBayesTrainer() {}

  /**
   * Adds texts of a domain; further calls for the same domain add to it. The order of the domains
   * is that of their first texts.
   *
   * @param domain its name, not blank
   * @param domainTexts the texts, read once, by {@link #train()}
   * @return this trainer
   * @throws IllegalArgumentException if the name is blank
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer text(String domain, Iterable<String> domainTexts) {
    notNull(domain, "domain");
    notNull(domainTexts, "domainTexts");
    return add(domain, domainTexts::iterator);
  }

  /**
   * Adds texts of a domain that need not fit in memory.
   *
   * @param domain its name, not blank
   * @param domainTexts the texts, read by {@link #train()}, which can then be called only once; the
   *     caller closes the stream afterwards
   * @return this trainer
   * @throws IllegalArgumentException if the name is blank
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer text(String domain, Stream<String> domainTexts) {
    notNull(domain, "domain");
    notNull(domainTexts, "domainTexts");
    return add(domain, domainTexts::iterator);
  }

  private NaiveBayesTrainer add(String domain, Supplier<Iterator<String>> source) {
    checkArgument(!domain.isBlank(), "a domain has a blank name ('%s'); name it", domain);
    texts.computeIfAbsent(domain, name -> new ArrayList<>()).add(source);
    return this;
  }

  /**
   * Sets the length n of the n-grams.
   *
   * @param length characters (Unicode code points), 1 to 12; 3 by default
   * @return this trainer
   * @throws IllegalArgumentException if it is out of range
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer ngramLength(int length) {
    checkArgument(
        length >= 1 && length <= LONGEST_NGRAM,
        "ngramLength is %s; it must be 1 to %s",
        length,
        LONGEST_NGRAM);
    this.ngramLength = length;
    return this;
  }

  /**
   * Sets the additive smoothing α: what is added to the count of every n-gram in every domain.
   *
   * @param pseudoCount finite, above 0; 0.1 by default (our choice; 1 is Laplace's rule, which
   *     gives too much to the many n-grams that a domain never shows)
   * @return this trainer
   * @throws IllegalArgumentException if it is not above 0 or not finite
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer smoothing(double pseudoCount) {
    checkArgument(
        pseudoCount > 0 && Double.isFinite(pseudoCount),
        "smoothing is %s; it must be finite and above 0, or an n-gram that a domain never showed"
            + " would rule that domain out",
        pseudoCount);
    this.smoothing = pseudoCount;
    return this;
  }

  /**
   * Sets how many different n-grams are kept at most: the most frequent in all domains together.
   *
   * @param size at least 1; 500 000 by default, which no set of trigrams of one script reaches and
   *     which keeps longer n-grams within some 50 MB for six domains
   * @return this trainer
   * @throws IllegalArgumentException if it is below 1
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer maximumVocabulary(int size) {
    checkArgument(size >= 1, "maximumVocabulary is %s; it must be at least 1", size);
    this.maximumVocabulary = size;
    return this;
  }

  /**
   * Sets how probable each domain is before a text is read. Uniform by default, whatever the sizes
   * of the training texts: how much text there is says nothing about what a model writes.
   *
   * @param distribution over exactly the domains that have texts, in any order
   * @return this trainer
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer prior(DomainDistribution distribution) {
    notNull(distribution, "distribution");
    this.prior = checkNotNull(distribution, "prior");
    return this;
  }

  /**
   * Sets the temperature τ(m) = base + perNgram·m that the log-likelihood of a text of m n-grams is
   * divided by.
   *
   * <p>By default it is fitted in training (our choice). Every tenth block of 2 000 characters of
   * each domain is left out of a first count. The fitted temperature gives the pieces of 100 and of
   * 400 characters in these blocks the least log-loss, but it is at least n + m·n/50 at both
   * lengths. If a domain has too little text to leave any out (below some 10 000 characters), that
   * minimum is used.
   *
   * @param base finite, above 0; 1 with {@code perNgram} 0 is plain Bayes' rule, larger is less
   *     sure
   * @param perNgram finite, at least 0; with a positive one, long texts do not grow ever surer
   * @return this trainer
   * @throws IllegalArgumentException if one is out of range
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer temperature(double base, double perNgram) {
    checkArgument(
        base > 0 && Double.isFinite(base),
        "temperature has base %s; it must be finite and above 0",
        base);
    checkArgument(
        perNgram >= 0 && Double.isFinite(perNgram),
        "temperature grows by %s an n-gram; it must be finite and at least 0",
        perNgram);
    this.temperature = new Temperature(base, perNgram);
    return this;
  }

  /**
   * Declines a text if a smaller share of its n-grams than this is in the vocabulary. The judge
   * cannot read such a text, so its few known n-grams must not decide.
   *
   * <p>By default the least share is learnt for each domain and depends on the length of the text;
   * the limit for a text is that of the domain where it would be placed (our choice). Let u(m) = a
   * + b/√m be the unknown share that 1 % of held-out pieces of m n-grams exceed. Then the least
   * share is (1 − u)/(1 + u), which is half the odds. u is at least 0.1 + 0.5/√m, so that no more
   * than 78 % must be known of a text of 400 characters and 74 % of one of 100. For a domain with
   * fewer than five different pieces of 100 characters it is 0.5.
   *
   * @param share 0 to 1, the same for every domain and length; 0 declines a text only where not one
   *     n-gram is known
   * @return this trainer
   * @throws IllegalArgumentException if it is outside 0 to 1
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer minimumKnownShare(double share) {
    checkArgument(share >= 0 && share <= 1, "minimumKnownShare is %s; it must be 0 to 1", share);
    this.minimumKnownShare = KnownShareLimit.fixed(share);
    return this;
  }

  /**
   * Declines a text that can be read but is unlike the text of every domain (our choice). Its
   * log-likelihood per n-gram in the domain where it would be placed is then below a limit, and
   * this share of held-out text of that domain is below the same limit. An n-gram that is not in
   * the vocabulary counts like one that the domain never showed. The limit is a line in 1/√m, for
   * texts of m n-grams, through held-out pieces of 100 and of 400 characters.
   *
   * <p>More than this share of new documents is declined, since held-out text comes from documents
   * that are known in part. A model's text is odder than people's; {@code docs/detection.md} says
   * how much of each is declined.
   *
   * @param share above 0, at most 0.5; 0, the default, declines no text for this
   * @return this trainer
   * @throws IllegalArgumentException if it is out of range
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer declineUnlike(double share) {
    checkArgument(share >= 0 && share <= 0.5, "declineUnlike is %s; it must be 0 to 0.5", share);
    this.unlike = share;
    return this;
  }

  /**
   * Declines a text whose most probable domain is less probable than this.
   *
   * @param probability 0 to 1; 0, never, by default
   * @return this trainer
   * @throws IllegalArgumentException if it is outside 0 to 1
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer minimumProbability(double probability) {
    checkArgument(
        probability >= 0 && probability <= 1,
        "minimumProbability is %s; it must be 0 to 1",
        probability);
    this.minimumProbability = probability;
    return this;
  }

  /**
   * Declines a text that is shorter than this.
   *
   * @param characters Unicode code points after white space is folded, at least 0; 0 by default,
   *     though a text without one known n-gram is always declined
   * @return this trainer
   * @throws IllegalArgumentException if it is negative
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer minimumLength(int characters) {
    checkArgument(characters >= 0, "minimumLength is %s; it must be at least 0", characters);
    this.minimumLength = characters;
    return this;
  }

  /**
   * Sets how many training texts of each domain the classifier keeps in memory, so that a detection
   * can try it on them ({@link NaiveBayesClassifier#heldOut()}); if they are more than twenty, a
   * million characters of them at most. The classifier is trained on them too: their counts are
   * subtracted while they are judged.
   *
   * @param textsPerDomain at least 0; 300 by default; 0 keeps none
   * @return this trainer
   * @throws IllegalArgumentException if it is negative
   */
  @CanIgnoreReturnValue
  public NaiveBayesTrainer heldOut(int textsPerDomain) {
    checkArgument(textsPerDomain >= 0, "heldOut is %s; it must be at least 0", textsPerDomain);
    this.heldOut = textsPerDomain;
    return this;
  }

  /**
   * Reads the texts and makes the classifier. If two domains have a tenth of the texts of one in
   * common, a warning says so.
   *
   * @return the classifier
   * @throws IllegalStateException if there is no domain, a domain has no text as long as an n-gram
   *     or too little for {@link #declineUnlike}, two domains have the same texts, or the prior is
   *     over other domains; the message names the domain
   */
  public NaiveBayesClassifier train() {
    checkState(!texts.isEmpty(), "no domain has texts; call text(domain, texts) for each");
    ImmutableList<String> domains = ImmutableList.copyOf(texts.keySet());
    DomainDistribution priors = priors(domains);
    CharacterNgrams ngrams = new CharacterNgrams(ngramLength);
    ImmutableList<TrainingTexts> counted = counted(ngrams);
    NgramTable table =
        NgramTable.of(
            counted.stream().map(TrainingTexts::all).toList(), maximumVocabulary, smoothing);
    Temperature tau = temperature;
    ImmutableList<KnownShareLimit> known = fixedShares(domains.size());
    ImmutableList<LikelihoodLimit> likelihoods = ImmutableList.of();
    if (tau == null || known.isEmpty() || unlike > 0) {
      HeldOut heldOut = new HeldOut(counted, ngrams, maximumVocabulary, smoothing);
      tau = tau != null ? tau : heldOut.temperature(ngramLength);
      known = known.isEmpty() ? heldOut.knownShares(table) : known;
      likelihoods = unlike > 0 ? heldOut.likelihoods(domains, unlike) : likelihoods;
    }
    NaiveBayesOptions options =
        new NaiveBayesOptions(
            ngramLength,
            smoothing,
            tau,
            minimumProbability,
            minimumLength,
            priors,
            known,
            likelihoods);
    return new NaiveBayesClassifier(options, table, KeptDocuments.of(domains, counted));
  }

  private ImmutableList<KnownShareLimit> fixedShares(int domains) {
    return minimumKnownShare == null
        ? ImmutableList.of()
        : ImmutableList.copyOf(Collections.nCopies(domains, minimumKnownShare));
  }

  private DomainDistribution priors(ImmutableList<String> domains) {
    DomainDistribution uniform = DomainDistribution.uniform(domains);
    if (prior == null) {
      return uniform;
    }
    DomainDistribution given = prior;
    checkState(
        given.asMap().keySet().equals(uniform.asMap().keySet()),
        "the prior is over %s and there are texts of %s; they must be the same domains",
        given.domains(),
        domains);
    return uniform.withWeights(domains.stream().mapToDouble(given::weight).toArray());
  }

  private ImmutableList<TrainingTexts> counted(CharacterNgrams ngrams) {
    ImmutableList.Builder<TrainingTexts> all = ImmutableList.builder();
    EqualTexts equal = new EqualTexts();
    texts.forEach(
        (domain, sources) -> {
          TrainingTexts counts =
              new TrainingTexts(
                  ngrams, temperature == null || minimumKnownShare == null || unlike > 0, heldOut);
          int read = 0;
          for (Supplier<Iterator<String>> source : sources) {
            for (Iterator<String> each = source.get(); each.hasNext(); ) {
              String text = each.next();
              counts.add(checkNotNull(text, "text %s of domain '%s' is null", read, domain));
              equal.add(domain, text);
              read++;
            }
          }
          checkState(
              counts.all().keys().length > 0,
              "domain '%s' has nothing to learn from: none of its %s texts has %s characters; give"
                  + " it text, or leave the domain out",
              domain,
              read,
              ngramLength);
          all.add(counts);
        });
    equal.check(LOG);
    return all.build();
  }
}
