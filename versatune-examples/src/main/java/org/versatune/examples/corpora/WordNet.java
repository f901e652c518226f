// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The synsets of WordNet 3.1, and which field each belongs to.
 *
 * <p>A synset points at its field ({@code ;c}), and fields, as all nouns, form a hierarchy by "is a
 * kind of". So a science is whatever is a kind of the synset of that name, and a word belongs to
 * science if its field is a science.
 */
final class WordNet {
  private static final String FOLDER = "net/sf/extjwnl/data/wordnet/wn31/";
  private static final ImmutableList<String> FILES =
      ImmutableList.of("data.noun", "data.verb", "data.adj", "data.adv");

  /** Neighbouring synsets in one document (our choice): about a thousand bytes. */
  private static final int SYNSETS_IN_DOCUMENT = 12;

  private final ImmutableMap<String, Synset> synsets;

  private WordNet(ImmutableMap<String, Synset> synsets) {
    this.synsets = synsets;
  }

  /** Reads the synsets in the order of the files, which puts neighbours of one kind together. */
  static WordNet read(OpenArchive archive) throws IOException {
    ImmutableMap.Builder<String, Synset> synsets = ImmutableMap.builder();
    for (String file : FILES) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(archive.stream(FOLDER + file), UTF_8))) {
        String line;
        while ((line = lines.readLine()) != null) {
          // The licence at the top is indented; entries begin with their offset.
          if (!line.startsWith(" ")) {
            Synset synset = Synset.parse(line);
            synsets.put(synset.id(), synset);
          }
        }
      }
    }
    return new WordNet(synsets.buildOrThrow());
  }

  /** Says whether a field of the synset is a kind of one of the roots. */
  boolean isAbout(Synset synset, ImmutableSet<String> roots) {
    return synset.topics().stream().anyMatch(topic -> isKindOf(topic, roots));
  }

  /**
   * Returns documents of neighbouring synsets.
   *
   * @param wanted which synsets
   * @param name what the documents are called, after the archive's name
   */
  ImmutableList<Document> documents(Predicate<Synset> wanted, String name) {
    List<Synset> chosen = synsets.values().stream().filter(wanted).toList();
    ImmutableList.Builder<Document> documents = ImmutableList.builder();
    for (List<Synset> neighbours : Lists.partition(chosen, SYNSETS_IN_DOCUMENT)) {
      StringBuilder text = new StringBuilder();
      for (Synset synset : neighbours) {
        text.append(text.isEmpty() ? "" : "\n").append(synset.text());
      }
      documents.add(new Document(name + "#" + neighbours.get(0).id(), text.toString()));
    }
    return documents.build();
  }

  private boolean isKindOf(String id, ImmutableSet<String> roots) {
    Set<String> visited = new HashSet<>(ImmutableSet.of(id));
    Deque<String> open = new ArrayDeque<>(visited);
    while (!open.isEmpty()) {
      String at = open.pop();
      if (roots.contains(at)) {
        return true;
      }
      Synset synset = synsets.get(at);
      if (synset != null) {
        synset.broader().stream().filter(visited::add).forEach(open::push);
      }
    }
    return false;
  }
}
