// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import com.google.common.base.CharMatcher;
import com.google.common.base.Utf8;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Collects the documents of all domains of a folder, each text once in a domain. Notices texts that
 * are in two domains, or twice in one with other white space or capitals. Not thread-safe.
 */
final class DocumentSet {
  private static final char REPLACEMENT = '\uFFFD';

  private final Survey.Builder survey;
  private final Map<HashCode, First> first = new HashMap<>();
  private final Map<String, Shared> across = new LinkedHashMap<>();

  /** Where a text was read first. */
  private record First(String domain, String source) {}

  /** How many texts two domains share, and where one of them is. */
  private record Shared(int documents, String example) {}

  DocumentSet(Survey.Builder survey) {
    this.survey = survey;
  }

  OfDomain domain(String name) {
    return new OfDomain(name);
  }

  /** Warns of texts that are in two domains. */
  void warn() {
    across.forEach(
        (domains, shared) ->
            survey.warning(
                "domains %s share %s documents (the first: %s): no judge can tell them apart, and"
                    + " one domain trains on what the other is tested on; keep each in one",
                domains, shared.documents(), shared.example()));
  }

  /** Collects the documents of one domain. */
  final class OfDomain {
    private final String domain;
    private final ImmutableList.Builder<Document> documents = ImmutableList.builder();
    private final Set<HashCode> seen = new HashSet<>();
    private long duplicates;
    private int alike;
    private int replaced;

    private OfDomain(String domain) {
      this.domain = domain;
    }

    /** Returns how many texts were added, duplicates among them. */
    long added() {
      return seen.size() + duplicates;
    }

    /**
     * Adds a document, unless its text is blank or the domain has it.
     *
     * @throws CorpusException if the text is no Unicode text
     */
    void add(String source, String text) {
      if (text.isBlank()) {
        return;
      }
      try {
        var unused = Utf8.encodedLength(text);
      } catch (IllegalArgumentException e) {
        throw new CorpusException(
            "%s: half a character (a lone surrogate, as \\uD800 in JSON); write the text anew: %s"
                .formatted(source, e.getMessage()),
            e);
      }
      if (!seen.add(hash(text))) {
        duplicates++;
        return;
      }
      replaced += text.indexOf(REPLACEMENT) >= 0 ? 1 : 0;
      documents.add(new Document(source, text));
      String folded = CharMatcher.whitespace().trimAndCollapseFrom(text, ' ');
      First other =
          first.putIfAbsent(hash(folded.toLowerCase(Locale.ROOT)), new First(domain, source));
      if (other != null && other.domain().equals(domain)) {
        alike++;
      } else if (other != null) {
        across.merge(
            "'" + other.domain() + "' and '" + domain + "'",
            new Shared(1, other.source() + " and " + source),
            (old, more) -> new Shared(old.documents() + 1, old.example()));
      }
    }

    Extraction finish() {
      if (alike > 0) {
        survey.warning(
            "domain '%s': %s documents are like another but for white space or capitals, and may"
                + " be in training and in test; keep one of each",
            domain, alike);
      }
      if (replaced > 0) {
        survey.warning(
            "domain '%s': %s documents have the sign U+FFFD, which a conversion writes for a"
                + " character that it lost; convert them anew from the source",
            domain, replaced);
      }
      return new Extraction(documents.build(), duplicates, "documents");
    }
  }

  private static HashCode hash(String text) {
    return Hashing.murmur3_128().hashString(text, UTF_16LE);
  }
}
