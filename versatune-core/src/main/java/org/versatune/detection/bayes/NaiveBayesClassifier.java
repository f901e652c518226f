// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Doubles;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.versatune.DomainDistribution;
import org.versatune.detection.CrossValidated;
import org.versatune.detection.LabelledText;

/**
 * Judges the domain of a text by its character n-grams: a multinomial naive Bayes classifier,
 * trained on the user's own domain texts. It needs no network, no download and no other model.
 *
 * <p>Each domain is a bag of overlapping n-grams (trigrams by default). A text gets
 *
 * <pre>p_j ∝ prior_j · exp( (1/τ(m)) · Σ_g log((c_gj + α) / (N_j + α·V)) )</pre>
 *
 * <p>over its m n-grams g that are in the vocabulary; c_gj counts them in domain j, N_j is their
 * sum, V the number of different ones, α the additive smoothing. The model is that of McCallum and
 * Nigam, A Comparison of Event Models for Naive Bayes Text Classification (1998); character n-grams
 * as features of a text's class are those of Cavnar and Trenkle, N-Gram-Based Text Categorization
 * (1994), here with likelihoods in place of their rank distance. The temperature τ(m) is our
 * choice: it keeps the probabilities from being far too sure of themselves; see {@link
 * NaiveBayesTrainer#temperature}.
 *
 * <p>It declines a text that it cannot read: one without any n-gram of the vocabulary, or with too
 * small a share of known n-grams for the domain where it would be placed. The least share is learnt
 * in training ({@link NaiveBayesTrainer#minimumKnownShare}). So a page in a script that was not in
 * the training texts is declined, even if it has a few known words. Three further tests are off by
 * default: a least length, a least probability of the most probable domain, and a least likeness to
 * the text of the domain ({@link NaiveBayesTrainer#declineUnlike}).
 *
 * <p>Immutable and safe for use by any number of threads. The same training texts in the same order
 * give the same classifier, and the same text the same probabilities, bit for bit on every machine.
 */
public final class NaiveBayesClassifier implements CrossValidated {
  private final NaiveBayesOptions options;
  private final NgramTable table;
  private final CharacterNgrams ngrams;
  private final double[] logPriors;
  private final KeptDocuments heldOut;

  NaiveBayesClassifier(NaiveBayesOptions options, NgramTable table, KeptDocuments heldOut) {
    this.options = options;
    this.table = table;
    this.ngrams = new CharacterNgrams(options.ngramLength());
    this.logPriors = options.logPriors();
    this.heldOut = heldOut;
  }

  /**
   * Starts the training of a classifier.
   *
   * @return a trainer that still needs texts
   */
  public static NaiveBayesTrainer trainer() {
    return new NaiveBayesTrainer();
  }

  @Override
  public Optional<DomainDistribution> classify(String text) {
    notNull(text, "text");
    return placed(Evidence.of(text, ngrams, table, logPriors.length));
  }

  /**
   * Returns the training texts that were kept ({@link NaiveBayesTrainer#heldOut}): up to 300 texts
   * and a million characters of each domain. A longer text is cut into parts of up to 20 000
   * characters; if a domain has fewer than 20 texts, they are cut into blocks of 2 000 characters.
   * They stay in memory and are not written to the file.
   *
   * @return texts of all domains; none where none were kept, where a domain has too little text
   *     (some 10 000 characters), or where the classifier was read from a file
   */
  @Override
  public ImmutableList<LabelledText> heldOut() {
    return heldOut.texts();
  }

  /**
   * Returns the number of the training text that a part comes from, so parts of one text have the
   * same number. The texts of a domain with fewer than five are taken for collections, in which
   * each part is a document of its own (our choice).
   */
  @Override
  public int heldOutDocument(int text) {
    return heldOut.documents().get(text);
  }

  /**
   * Judges an excerpt of a training text after subtracting the counts of that text. Temperature,
   * limits and vocabulary stay as they were learnt.
   */
  @Override
  public Optional<DomainDistribution> classifyHeldOut(int text, String excerpt) {
    notNull(excerpt, "excerpt");
    LabelledText whole = heldOut.texts().get(text);
    return placed(
        Evidence.heldOut(
            excerpt,
            whole.text(),
            options.prior().indexOf(whole.domain()),
            ngrams,
            table,
            logPriors.length));
  }

  private Optional<DomainDistribution> placed(Evidence evidence) {
    if (evidence.known() == 0 || evidence.length() < options.minimumLength()) {
      return Optional.empty();
    }
    double[] p = evidence.posterior(logPriors, options.temperature().at(evidence.known()));
    double top = Doubles.max(p);
    KnownShareLimit readable = options.knownShares().get(Doubles.indexOf(p, top));
    if (!readable.allows(evidence) || top < options.minimumProbability()) {
      return Optional.empty();
    }
    if (!options.likelihoods().isEmpty()) {
      int domain = Doubles.indexOf(p, top);
      LikelihoodLimit least = options.likelihoods().get(domain);
      if (evidence.perNgram(domain, table) < least.at(evidence.ngrams())) {
        return Optional.empty();
      }
    }
    return Optional.of(options.prior().withWeights(p));
  }

  /**
   * Returns the domains that it knows, in the order in which their texts were given.
   *
   * @return unique names, at least one
   */
  public ImmutableList<String> domains() {
    return options.prior().domains();
  }

  /**
   * Returns the length n of the n-grams, in characters (Unicode code points).
   *
   * @return at least 1
   */
  public int ngramLength() {
    return options.ngramLength();
  }

  /**
   * Returns the number of different n-grams that it knows, V.
   *
   * @return at least 1
   */
  public int vocabularySize() {
    return table.size();
  }

  /**
   * Returns the temperature τ that the evidence of a text is divided by: as given, or fitted in
   * training.
   *
   * @param ngrams the text's n-grams that are in the vocabulary, m
   * @return base + perNgram·m, above 0; 1 is plain Bayes' rule
   */
  public double temperature(int ngrams) {
    return options.temperature().at(ngrams);
  }

  /**
   * Returns the least share of a text's n-grams that must be in the vocabulary, so that the text
   * can be placed in a domain.
   *
   * @param domain the domain where the text would be placed
   * @param ngrams the text's n-grams, known or not
   * @return 0 to 1; it grows with the length of the text
   * @throws IllegalArgumentException if there is no such domain
   */
  public double minimumKnownShare(String domain, int ngrams) {
    notNull(domain, "domain");
    return options.knownShares().get(options.prior().indexOf(domain)).at(ngrams);
  }

  /**
   * Returns the least log-likelihood per n-gram of a text that is placed in a domain; see {@link
   * NaiveBayesTrainer#declineUnlike}.
   *
   * @param domain the domain where the text would be placed
   * @param ngrams the text's n-grams, known or not
   * @return nats per n-gram, below 0; minus infinity where no text is declined for this
   * @throws IllegalArgumentException if there is no such domain
   */
  public double leastLogLikelihood(String domain, int ngrams) {
    notNull(domain, "domain");
    int at = options.prior().indexOf(domain);
    return options.likelihoods().isEmpty()
        ? Double.NEGATIVE_INFINITY
        : options.likelihoods().get(at).at(ngrams);
  }

  /**
   * Computes a checksum over everything that decides a judgement.
   *
   * @return a SHA-256, 64 lower-case hexadecimal digits
   */
  public String fingerprint() {
    return Hashing.sha256().hashBytes(NaiveBayesFile.content(options, table)).toString();
  }

  /**
   * Writes the classifier to one file: aside first, then moved into place, so that a crash leaves
   * the old file or the new one and nothing in between. The file holds counts of n-grams, not the
   * texts, but it shows which n-grams the texts contain.
   *
   * @param file where to; folders are made as needed
   * @throws UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    notNull(file, "file");
    NaiveBayesFile.write(file, options, table);
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @param file the file
   * @return a classifier that judges exactly as the one that was written
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if it is no classifier, cut short, altered or of an unknown
   *     version; the message names the file and says which
   */
  public static NaiveBayesClassifier read(Path file) {
    notNull(file, "file");
    return NaiveBayesFile.read(file);
  }

  /** Returns one line that identifies this classifier. */
  @Override
  public String toString() {
    return "naive Bayes over "
        + vocabularySize()
        + " character "
        + ngramLength()
        + "-grams of "
        + domains()
        + ", of which a long text has "
        + knownShares()
        + (options.likelihoods().isEmpty() ? "" : ", texts unlike all domains declined")
        + ", SHA-256 "
        + fingerprint();
  }

  private String knownShares() {
    double[] shares =
        options.knownShares().stream().mapToDouble(limit -> limit.at(Integer.MAX_VALUE)).toArray();
    double least = 100 * Doubles.min(shares);
    double most = 100 * Doubles.max(shares);
    return least == most
        ? String.format(Locale.ROOT, "at least %.1f %%", least)
        : String.format(Locale.ROOT, "at least %.1f to %.1f %%, by domain", least, most);
  }
}
