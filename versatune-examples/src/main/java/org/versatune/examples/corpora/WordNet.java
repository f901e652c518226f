// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import com.google.common.graph.SuccessorsFunction;
import com.google.common.graph.Traverser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Medicine and science: definitions of WordNet 3.1, twelve neighbours in a document.
 *
 * <p>A synset points at its field ({@code ;c}), and fields, as all nouns, form a hierarchy by "is a
 * kind of". So a word belongs to science if its field is a kind of science.
 */
final class WordNet {
  private static final String FOLDER = "net/sf/extjwnl/data/wordnet/wn31/";
  private static final ImmutableList<String> FILES =
      ImmutableList.of("data.noun", "data.verb", "data.adj", "data.adv");

  /** Neighbouring synsets in one document (our choice): about a thousand bytes. */
  private static final int SYNSETS_IN_DOCUMENT = 12;

  /** The lexicographer's file noun.body. */
  private static final int BODY = 8;

  /** Medical science, of which medicine and its specialties are kinds. */
  private static final ImmutableSet<String> MEDICINE = ImmutableSet.of("n06055093");

  /** The files noun.animal, .object, .phenomenon, .plant, .process and .substance. */
  private static final ImmutableSet<Integer> NATURE = ImmutableSet.of(5, 17, 19, 20, 22, 27);

  /** Natural science, mathematics, metallurgy, metrology. */
  private static final ImmutableSet<String> SCIENCE =
      ImmutableSet.of("n06009578", "n06009822", "n06135149", "n06145257");

  private final OpenArchive archive;
  private final ImmutableMap<String, Synset> synsets;

  private WordNet(OpenArchive archive, ImmutableMap<String, Synset> synsets) {
    this.archive = archive;
    this.synsets = synsets;
  }

  /** Reads the synsets in the order of the files, which puts neighbours of one kind together. */
  static WordNet read(OpenArchive archive) throws IOException {
    ImmutableMap.Builder<String, Synset> synsets = ImmutableMap.builder();
    for (String file : FILES) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(archive.stream(FOLDER + file), UTF_8))) {
        // The licence at the top is indented; entries begin with their offset.
        lines
            .lines()
            .filter(line -> !line.startsWith(" "))
            .map(Synset::parse)
            .forEach(synset -> synsets.put(synset.id(), synset));
      }
    }
    return new WordNet(archive, synsets.buildOrThrow());
  }

  /** Takes the parts of the body, and words whose field is a medical science. */
  void medicine(DomainText text) {
    write(this::isOfMedicine, "medicine", text);
  }

  /**
   * Takes animals, natural objects, phenomena, plants, processes and substances, and words whose
   * field is a natural science or mathematics; medicine's words are left to medicine. The social
   * sciences are left out: the words of economics would be those of finance.
   */
  void science(DomainText text) {
    write(
        synset ->
            !isOfMedicine(synset) && (NATURE.contains(synset.file()) || isAbout(synset, SCIENCE)),
        "science",
        text);
  }

  private boolean isOfMedicine(Synset synset) {
    return (synset.id().startsWith("n") && synset.file() == BODY) || isAbout(synset, MEDICINE);
  }

  private void write(Predicate<Synset> wanted, String name, DomainText text) {
    List<Synset> chosen = synsets.values().stream().filter(wanted).toList();
    for (List<Synset> neighbours : Lists.partition(chosen, SYNSETS_IN_DOCUMENT)) {
      text.add(
          archive.locate(name) + "#" + neighbours.get(0).id(),
          neighbours.stream().map(Synset::text).collect(Collectors.joining("\n")));
    }
  }

  /** Says whether a field of the synset is a kind of one of the roots. */
  private boolean isAbout(Synset synset, ImmutableSet<String> roots) {
    SuccessorsFunction<String> broader =
        id -> {
          Synset known = synsets.get(id);
          return known == null ? ImmutableList.of() : known.broader();
        };
    return Iterables.any(
        Traverser.forGraph(broader).depthFirstPreOrder(synset.topics()), roots::contains);
  }
}
