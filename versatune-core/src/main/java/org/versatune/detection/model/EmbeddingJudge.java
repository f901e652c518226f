// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.ImmutableIntArray;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.Optional;
import org.versatune.DomainDistribution;
import org.versatune.detection.CrossValidated;
import org.versatune.detection.LabelledText;

/**
 * Judges the domain of a text by its embedding, from any model that LangChain4j serves. It finds
 * the domain whose mean is nearest, in units of the spread of texts within domains.
 *
 * <p>With the embedding x of a text, the mean μ_j of domain j and the covariance S of the pieces
 * around the means of their domains, shrunk towards the multiple of the identity with the same
 * trace,
 *
 * <pre>p_j ∝ exp( (w_j·x − ½ w_j·μ_j) / τ ),   w_j = S⁻¹ μ_j</pre>
 *
 * <p>which is linear discriminant analysis (Fisher, 1936) with a temperature (Guo et al., 2017). τ
 * is fitted on pieces that were left out and depends on the length of the text; shrinkage, lengths
 * and temperature are our choice.
 *
 * <p>It can be tried on its own training texts ({@link CrossValidated}): each text is judged by a
 * fit to the other four fifths of the texts. It also learns from texts that n-grams write in the
 * words of the domains ({@link EmbeddingTrainer#ngramTexts}, our own addition). It declines blank
 * texts and, with {@link EmbeddingTrainer#declineUnlike}, texts that are far from every domain. It
 * is safe for use by several threads if the embedding model is; models that run in the virtual
 * machine are.
 */
public final class EmbeddingJudge implements CrossValidated {
  private final EmbeddingModel model;
  private final DomainDistribution template;
  private final MeansOfDomains whole;
  private final ImmutableList<MeansOfDomains> withoutFold;
  private final LengthTemperature temperature;
  private final ImmutableList<DistanceLimit> limits;
  private final ImmutableList<LabelledText> texts;
  private final ImmutableIntArray documents;

  EmbeddingJudge(
      EmbeddingModel model,
      DomainDistribution template,
      MeansOfDomains whole,
      ImmutableList<MeansOfDomains> withoutFold,
      LengthTemperature temperature,
      ImmutableList<DistanceLimit> limits,
      ImmutableList<LabelledText> texts,
      ImmutableIntArray documents) {
    this.model = model;
    this.template = template;
    this.whole = whole;
    this.withoutFold = withoutFold;
    this.temperature = temperature;
    this.limits = limits;
    this.texts = texts;
    this.documents = documents;
  }

  /**
   * Starts the training of a judge.
   *
   * @param model makes the embeddings, in training and for each text that is judged
   * @return a trainer that still needs texts
   */
  @SuppressWarnings("exports") // Whoever has a model has its module, which is optional here.
  public static EmbeddingTrainer trainer(EmbeddingModel model) {
    return new EmbeddingTrainer(notNull(model, "model"));
  }

  @Override
  public Optional<DomainDistribution> classify(String text) {
    notNull(text, "text");
    return judged(whole, text);
  }

  /**
   * Returns the training texts that were used: up to 150 of each domain, cut to their first
   * characters; with {@link EmbeddingTrainer#tryOnNgramTexts} those that n-grams wrote.
   */
  @Override
  public ImmutableList<LabelledText> heldOut() {
    return texts;
  }

  /** Returns the same number for blocks of one text. */
  @Override
  public int heldOutDocument(int text) {
    return documents.get(text);
  }

  @Override
  public Optional<DomainDistribution> classifyHeldOut(int text, String excerpt) {
    notNull(excerpt, "excerpt");
    return judged(withoutFold.get(documents.get(text) % withoutFold.size()), excerpt);
  }

  private Optional<DomainDistribution> judged(MeansOfDomains means, String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    float[] vector = model.embed(text).content().vector();
    double[] scores = means.scores(vector);
    if (!limits.isEmpty()) {
      double score = Doubles.max(scores);
      DistanceLimit most = limits.get(Doubles.indexOf(scores, score));
      if (means.distance(vector, score) > most.at(text.length())) {
        return Optional.empty();
      }
    }
    return Optional.of(template.withWeights(temperature.softmax(scores, text.length())));
  }

  /**
   * Returns the domains that it knows, in the order in which their texts were given.
   *
   * @return at least two names
   */
  public ImmutableList<String> domains() {
    return template.domains();
  }

  /**
   * Returns the temperature that scores are divided by.
   *
   * @param characters the length of the text
   * @return above 0
   */
  public double temperature(int characters) {
    return temperature.at(characters);
  }

  /** Returns one line that identifies this judge: its model, domains and a checksum. */
  @Override
  public String toString() {
    Hasher hasher = Hashing.sha256().newHasher();
    whole.putInto(hasher);
    hasher.putDouble(temperature.at(100)).putDouble(temperature.at(400));
    limits.forEach(limit -> hasher.putDouble(limit.at(100)).putDouble(limit.at(400)));
    return "class means over embeddings of "
        + model.modelName()
        + " ("
        + model.getClass().getSimpleName()
        + ") of "
        + domains()
        + (limits.isEmpty() ? "" : ", texts unlike all domains declined")
        + ", SHA-256 "
        + hasher.hash();
  }
}
