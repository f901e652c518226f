// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.detection.LabelledText;
import org.versatune.internal.EqualTexts;

/**
 * Trains an {@link EmbeddingJudge} on texts of known domains.
 *
 * <p>It embeds the first 100 characters and the next 400 of up to 150 texts a domain, spread over
 * those given: some 300 embeddings a domain. If a domain has fewer than 20 texts, they are cut into
 * blocks of 500 characters. Blocks of one text stay together where the judge is tried; but the
 * texts of a domain with fewer than five are taken for collections, in which each block is a
 * document of its own. Texts that n-grams write in the words of the domain come on top ({@link
 * #ngramTexts}). Not safe for use by several threads.
 */
public final class EmbeddingTrainer {
  private static final System.Logger LOG = System.getLogger(EmbeddingTrainer.class.getName());
  private static final int SHORT = 100;
  private static final int LONG = 400;
  private static final int BLOCK = SHORT + LONG;

  /** Longer texts are kept no further: pieces for a trial of the judge come from here. */
  private static final int KEPT = 4 * BLOCK;

  private static final int FEW_TEXTS = 20;
  static final int FOLDS = 5;
  private static final int NGRAM_TEXTS = 100;

  /** A text, or a block of one, and the document that it counts as part of. */
  record Kept(LabelledText text, int document) {}

  private static final double SHRINKAGE = 0.2;

  private final EmbeddingModel model;
  private final Map<String, List<String>> texts = new LinkedHashMap<>();
  private int textsPerDomain = 150;
  private int ngramTexts = -1;
  private boolean triedOnNgrams;
  private double unlike;

  EmbeddingTrainer(EmbeddingModel model) {
    this.model = model;
  }

  /**
   * Adds texts of a domain; further calls for the same domain add to it. The order of the domains
   * is that of their first texts. Blank texts are left out.
   *
   * @param domain its name, not blank
   * @param domainTexts the texts, read at once
   * @return this trainer
   * @throws IllegalArgumentException if the name is blank
   */
  @CanIgnoreReturnValue
  public EmbeddingTrainer text(String domain, Iterable<String> domainTexts) {
    notNull(domain, "domain");
    notNull(domainTexts, "domainTexts");
    checkArgument(!domain.isBlank(), "a domain has a blank name ('%s'); name it", domain);
    List<String> all = texts.computeIfAbsent(domain, name -> new ArrayList<>());
    for (String text : domainTexts) {
      checkNotNull(text, "text %s of domain '%s' is null", all.size(), domain);
      if (!text.isBlank()) {
        all.add(text);
      }
    }
    return this;
  }

  /**
   * Sets how many texts of each domain are embedded, in two pieces each.
   *
   * @param count at least 5; 150 by default (our choice)
   * @return this trainer
   * @throws IllegalArgumentException if it is below 5
   */
  @CanIgnoreReturnValue
  public EmbeddingTrainer textsPerDomain(int count) {
    checkArgument(count >= FOLDS, "textsPerDomain is %s; it must be at least %s", count, FOLDS);
    this.textsPerDomain = count;
    return this;
  }

  /**
   * Sets how many texts of each domain are written by n-grams and learnt from like the given ones,
   * in two pieces each. A small language model writes the words of a domain, but its text makes no
   * sense, and a judge that was trained on sensible text alone misplaces it. So a model of 5-grams
   * of bytes, trained on the texts of the domain, writes such texts to learn from (our own
   * addition). They count in the means and the spread; the temperature is fitted on the given texts
   * alone.
   *
   * @param count at least 0; 100 by default (our choice), or none where {@link #declineUnlike} is
   *     set, since text without sense is then to be declined
   * @return this trainer
   * @throws IllegalArgumentException if it is below 0
   */
  @CanIgnoreReturnValue
  public EmbeddingTrainer ngramTexts(int count) {
    checkArgument(count >= 0, "ngramTexts is %s; it must be at least 0", count);
    this.ngramTexts = count;
    return this;
  }

  /**
   * Lets the judge be tried on what n-grams write ({@link #ngramTexts}) and not on the given texts.
   * A detection then takes out the errors that it makes on text without sense, which is what a
   * small language model writes; for a model that writes sense, leave this off (our own addition).
   *
   * @param wanted false by default
   * @return this trainer
   */
  @CanIgnoreReturnValue
  public EmbeddingTrainer tryOnNgramTexts(boolean wanted) {
    this.triedOnNgrams = wanted;
    return this;
  }

  /**
   * Declines a text that is unlike the text of every domain (our choice). The distance of its
   * embedding from the mean of the domain where it would be placed, in units of the spread within
   * domains (Mahalanobis, 1936), is then above a limit. This share of the pieces of that domain
   * that were left out of the fit is above the same limit. The limit is measured at some 100 and
   * 400 characters, and is a power of the length in between. Unless {@link #ngramTexts} is called
   * as well, the judge then learns from the given texts alone.
   *
   * @param share above 0, at most 0.5; 0, the default, declines no text for this
   * @return this trainer
   * @throws IllegalArgumentException if it is out of range
   */
  @CanIgnoreReturnValue
  public EmbeddingTrainer declineUnlike(double share) {
    checkArgument(share >= 0 && share <= 0.5, "declineUnlike is %s; it must be 0 to 0.5", share);
    this.unlike = share;
    return this;
  }

  /**
   * Embeds the texts and makes the judge. If two domains have a tenth of the texts of one in
   * common, a warning says so.
   *
   * @return the judge
   * @throws IllegalStateException if there are fewer than two domains, two have the same texts, a
   *     domain has fewer than five texts or blocks, there are fewer than five texts of n-grams and
   *     the judge is to be tried on them, or more than can be numbered, or the model gives vectors
   *     of different lengths or with numbers that are not finite; the message names the domain
   */
  public EmbeddingJudge train() {
    checkState(texts.size() >= 2, "%s domains have texts; a judge needs two", texts.size());
    checkState(
        !triedOnNgrams || ngrams() >= FOLDS,
        "the judge is to be tried on texts of n-grams, and there are %s of each domain; set"
            + " ngramTexts to %s or more",
        ngrams(),
        FOLDS);
    int most = Integer.MAX_VALUE / FOLDS / texts.size();
    checkState(
        ngrams() <= most,
        "ngramTexts is %s; with %s domains it must be %s or less",
        ngrams(),
        texts.size(),
        most);
    EqualTexts equal = new EqualTexts();
    texts.forEach((domain, all) -> all.forEach(text -> equal.add(domain, text)));
    equal.check(LOG);
    ImmutableList<String> domains = ImmutableList.copyOf(texts.keySet());
    ImmutableList.Builder<Kept> all = ImmutableList.builder();
    ImmutableList.Builder<Kept> byNgrams = ImmutableList.builder();
    int documents = 0;
    for (String domain : domains) {
      documents += keep(domain, domains, documents, all, byNgrams);
    }
    ImmutableList<Kept> kept = all.build();
    List<MeansOfDomains.Piece> pieces = new ArrayList<>();
    kept.forEach(each -> add(pieces, each, domains));
    int given = pieces.size();
    ImmutableList<Kept> written = byNgrams.build();
    written.forEach(each -> add(pieces, each, domains));
    ImmutableList<Kept> tried = triedOnNgrams ? written : kept;
    List<LengthTemperature.Scored> shortPieces = new ArrayList<>();
    List<LengthTemperature.Scored> longPieces = new ArrayList<>();
    List<DistanceLimit.Measured> distances = new ArrayList<>();
    ImmutableList.Builder<MeansOfDomains> folds = ImmutableList.builder();
    for (int f = 0; f < FOLDS; f++) {
      int fold = f;
      MeansOfDomains others =
          MeansOfDomains.of(
              pieces.stream().filter(piece -> piece.document() % FOLDS != fold).toList(),
              domains.size(),
              SHRINKAGE);
      folds.add(others);
      for (MeansOfDomains.Piece piece : pieces.subList(0, given)) {
        if (piece.document() % FOLDS == fold) {
          double[] scores = others.scores(piece.vector());
          if (unlike > 0) {
            distances.add(
                new DistanceLimit.Measured(
                    piece.domain(),
                    piece.length(),
                    others.distance(piece.vector(), scores[piece.domain()])));
          }
          (piece.length() <= SHORT ? shortPieces : longPieces)
              .add(new LengthTemperature.Scored(scores, piece.domain(), piece.length()));
        }
      }
    }
    return new EmbeddingJudge(
        model,
        DomainDistribution.uniform(domains),
        MeansOfDomains.of(pieces, domains.size(), SHRINKAGE),
        folds.build(),
        LengthTemperature.fit(shortPieces, longPieces),
        unlike > 0 ? limits(distances, domains.size()) : ImmutableList.of(),
        tried.stream().map(Kept::text).collect(ImmutableList.toImmutableList()),
        ImmutableIntArray.copyOf(tried.stream().mapToInt(Kept::document)));
  }

  private int ngrams() {
    return ngramTexts >= 0 ? ngramTexts : unlike > 0 ? 0 : NGRAM_TEXTS;
  }

  private ImmutableList<DistanceLimit> limits(List<DistanceLimit.Measured> distances, int domains) {
    ImmutableList.Builder<DistanceLimit> limits = ImmutableList.builder();
    for (int j = 0; j < domains; j++) {
      int domain = j;
      List<DistanceLimit.Measured> all =
          distances.stream().filter(piece -> piece.domain() == domain).toList();
      List<DistanceLimit.Measured> few =
          all.stream().filter(piece -> piece.length() <= SHORT).toList();
      limits.add(
          few.isEmpty()
              ? DistanceLimit.of(all, ImmutableList.of(), unlike)
              : DistanceLimit.of(
                  few, all.stream().filter(piece -> piece.length() > SHORT).toList(), unlike));
    }
    return limits.build();
  }

  /**
   * Adds the texts of a domain, and those that n-grams write. Documents are numbered in their
   * order, those of one domain after each other, so that the folds divide each domain.
   *
   * @return how many documents there were
   */
  private int keep(
      String domain,
      ImmutableList<String> domains,
      int first,
      ImmutableList.Builder<Kept> kept,
      ImmutableList.Builder<Kept> byNgrams) {
    List<Block> some = blocks(requireNonNull(texts.get(domain)));
    checkState(
        some.size() >= FOLDS,
        "domain '%s' has %s texts or blocks of %s characters; give at least %s",
        domain,
        some.size(),
        BLOCK,
        FOLDS);
    int count = Math.min(some.size(), textsPerDomain);
    Map<Integer, Integer> documents = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Block block = some.get((int) ((long) i * some.size() / count));
      int document =
          documents.computeIfAbsent(block.document(), unused -> first + documents.size());
      String text = block.text().substring(0, Math.min(KEPT, block.text().length()));
      kept.add(new Kept(new LabelledText(domain, text), document));
    }
    NgramTexts written = new NgramTexts(domain, FOLDS);
    for (Block block : some) {
      // A document of which nothing is kept is in no trial, so it may be in any fold.
      int document = documents.getOrDefault(block.document(), block.document());
      written.add(document % FOLDS, block.text());
    }
    byNgrams.addAll(written.write(ngrams(), BLOCK, domains.indexOf(domain)));
    return documents.size();
  }

  /** A text or a part of one, and the number of its document. */
  private record Block(String text, int document) {}

  /** The texts themselves where there are many; else blocks of few documents, or of collections. */
  private static List<Block> blocks(List<String> texts) {
    List<Block> blocks = new ArrayList<>();
    for (int t = 0; t < texts.size(); t++) {
      String text = texts.get(t);
      int length = texts.size() < FEW_TEXTS ? BLOCK : text.length();
      for (int from = 0; from < text.length(); from += length) {
        String block = text.substring(from, Math.min(from + length, text.length()));
        if (!block.isBlank()) {
          blocks.add(new Block(block, texts.size() < FOLDS ? blocks.size() : t));
        }
      }
    }
    return blocks;
  }

  private void add(List<MeansOfDomains.Piece> pieces, Kept of, ImmutableList<String> domains) {
    String text = of.text().text();
    int domain = domains.indexOf(of.text().domain());
    add(pieces, of, domain, text.substring(0, Math.min(SHORT, text.length())));
    if (text.length() > SHORT) {
      add(pieces, of, domain, text.substring(SHORT, Math.min(BLOCK, text.length())));
    }
  }

  private void add(List<MeansOfDomains.Piece> pieces, Kept of, int domain, String piece) {
    if (piece.isBlank()) {
      return;
    }
    float[] vector = model.embed(piece).content().vector();
    checkState(
        pieces.isEmpty() || pieces.get(0).vector().length == vector.length,
        "the embedding model gives a vector of %s numbers for a text of domain '%s', and others"
            + " before",
        vector.length,
        of.text().domain());
    for (float x : vector) {
      checkState(
          Float.isFinite(x),
          "the embedding model gives %s in the vector of a text of domain '%s'",
          x,
          of.text().domain());
    }
    pieces.add(new MeansOfDomains.Piece(of.document(), domain, piece.length(), vector));
  }
}
