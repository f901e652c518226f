// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Holds the corpora of a run, one for each domain, in the order of the domains. Immutable. */
public final class Corpora {
  private final ImmutableMap<String, Corpus> byDomain;

  Corpora(Collection<Corpus> corpora) {
    this.byDomain = Maps.uniqueIndex(corpora, Corpus::domain);
  }

  /** {@return the names of the domains, in order, at least one} */
  public ImmutableList<String> domains() {
    return byDomain.keySet().asList();
  }

  /** {@return every corpus, in the order of the domains} */
  public ImmutableList<Corpus> all() {
    return byDomain.values().asList();
  }

  /**
   * {@return the corpus of a domain}
   *
   * @param domain its name
   * @throws IllegalArgumentException if there is no such domain; the message names those there are
   */
  public Corpus corpus(String domain) {
    Corpus corpus = byDomain.get(domain);
    checkArgument(corpus != null, "unknown domain '%s'; there is text for %s", domain, domains());
    return corpus;
  }

  /**
   * {@return the corpora of some of the domains, in the order of the names given} A notebook takes
   * three of them.
   *
   * @param domains their names, at least one, each once
   * @throws IllegalArgumentException if there is no such domain, or none or one twice is named; the
   *     message names it
   */
  public Corpora only(String... domains) {
    checkArgument(domains.length > 0, "no domain named; there is text for %s", domains());
    return new Corpora(Arrays.stream(domains).map(this::corpus).toList());
  }

  /**
   * {@return the texts of one part by domain, in the order of the domains: what a classifier of
   * domains is trained on}
   */
  public ImmutableMap<String, ImmutableList<String>> texts(Split split) {
    return ImmutableMap.copyOf(Maps.transformValues(byDomain, corpus -> corpus.texts(split)));
  }

  /**
   * Returns a name for exactly this text in exactly these parts. Keep what is derived from the
   * text, such as a model, under this name; under another name it would be stale.
   *
   * @return a SHA-256, 64 lower-case hexadecimal digits, over domains, parts, and documents in
   *     order
   */
  public String fingerprint() {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Corpus corpus : all()) {
      put(hasher, corpus.domain());
      for (Split split : Split.values()) {
        put(hasher, split.name());
        hasher.putInt(corpus.documents(split).size());
        corpus.documents(split).forEach(document -> put(hasher, document.text()));
      }
    }
    return hasher.hash().toString();
  }

  /** Puts the length before the text, so that no two lists of texts look alike when joined. */
  private static void put(Hasher hasher, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    hasher.putInt(bytes.length).putBytes(bytes);
  }

  /**
   * Returns a table of the text for people to read.
   *
   * @return a line of headings and one for each domain: documents and bytes of each part, what was
   *     found before cutting to size, duplicates removed; lines end with a line feed
   */
  public String table() {
    int width = Math.max(16, domains().stream().mapToInt(String::length).max().orElse(0));
    String row = "%-" + width + "s %18s %18s %18s %18s  %s\n";
    StringBuilder table =
        new StringBuilder(
            row.formatted("domain", "train", "validation", "test", "found", "duplicates removed"));
    for (Corpus corpus : all()) {
      CorpusStatistics found = corpus.statistics();
      table.append(
          row.formatted(
              corpus.domain(),
              amount(corpus.train().size(), corpus.bytes(Split.TRAIN)),
              amount(corpus.validation().size(), corpus.bytes(Split.VALIDATION)),
              amount(corpus.test().size(), corpus.bytes(Split.TEST)),
              amount(found.documentsFound(), found.bytesFound()),
              found.duplicatesRemoved() + " " + found.duplicateUnit()));
    }
    return table.toString();
  }

  private static String amount(long documents, long bytes) {
    return String.format(Locale.ROOT, "%d / %.1f kB", documents, bytes / 1000.0);
  }
}
