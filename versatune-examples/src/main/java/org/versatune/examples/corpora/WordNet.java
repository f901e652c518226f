// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import com.google.common.graph.SuccessorsFunction;
import com.google.common.graph.Traverser;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Medicine and science: definitions of WordNet 3.1, twelve neighbours in a document.
 *
 * <p>A synset points at its field ({@code ;c}), and fields, as all nouns, form a hierarchy by "is a
 * kind of". So a word belongs to science if its field is a kind of science.
 */
final class WordNet {
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

  private static final Splitter FIELDS = Splitter.on(' ');
  private static final Pattern SYNTACTIC_MARKER = Pattern.compile("\\((?:a|p|ip)\\)$");
  private static final Pattern EXAMPLE = Pattern.compile("\"([^\"]+)\"?");
  private static final Pattern DANGLING = Pattern.compile("[\\s;,:]+$");

  private final ImmutableMap<String, Synset> synsets;

  /** Reads the synsets in the order of the files, which puts neighbours of one kind together. */
  private WordNet(ImmutableList<Archive.Entry> files) throws IOException {
    ImmutableMap.Builder<String, Synset> builder = ImmutableMap.builder();
    // Nouns and verbs come before adjectives and adverbs.
    for (Archive.Entry file :
        ImmutableList.sortedCopyOf(
            Comparator.comparing((Archive.Entry file) -> file.source().contains("data.ad")),
            files)) {
      // The licence at the top is indented; entries begin with their offset.
      file.text(UTF_8)
          .lines()
          .filter(line -> !line.startsWith(" "))
          .map(Synset::parse)
          .forEach(synset -> builder.put(synset.id(), synset));
    }
    synsets = builder.buildOrThrow();
  }

  /** Takes the parts of the body, and words whose field is a medical science. */
  static void medicine(ImmutableList<Archive.Entry> files, DomainText text) throws IOException {
    WordNet words = new WordNet(files);
    words.write(words::isOfMedicine, "medicine", text);
  }

  /**
   * Takes animals, natural objects, phenomena, plants, processes and substances, and words whose
   * field is a natural science or mathematics; medicine's words are left to medicine. The social
   * sciences are left out: the words of economics would be those of finance.
   */
  static void science(ImmutableList<Archive.Entry> files, DomainText text) throws IOException {
    WordNet words = new WordNet(files);
    words.write(
        synset ->
            !words.isOfMedicine(synset)
                && (NATURE.contains(synset.file()) || words.isAbout(synset, SCIENCE)),
        "science",
        text);
  }

  private boolean isOfMedicine(Synset synset) {
    return (synset.id().startsWith("n") && synset.file() == BODY) || isAbout(synset, MEDICINE);
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

  private void write(Predicate<Synset> wanted, String name, DomainText text) {
    List<Synset> chosen = synsets.values().stream().filter(wanted).toList();
    for (List<Synset> neighbours : Lists.partition(chosen, SYNSETS_IN_DOCUMENT)) {
      text.add(
          Archive.WORDNET.fileName() + "!/" + name + "#" + neighbours.get(0).id(),
          neighbours.stream().map(Synset::text).collect(Collectors.joining("\n")));
    }
  }

  /**
   * A set of synonyms with its gloss: one line of a {@code data} file, as wndb(5WN) describes it.
   *
   * @param id part of speech and offset, for example {@code n00001740}
   * @param file number of the lexicographer's file, for example 8 for the nouns of the body
   * @param headword the first synonym, spaces for underscores
   * @param gloss definitions and quoted examples
   * @param broader ids of the synsets that this is a kind or an instance of
   * @param topics ids of the fields that this belongs to
   */
  record Synset(
      String id,
      int file,
      String headword,
      String gloss,
      ImmutableList<String> broader,
      ImmutableList<String> topics) {

    static Synset parse(String line) {
      int bar = line.indexOf(" | ");
      List<String> fields = FIELDS.splitToList(line.substring(0, bar));
      int at = 4 + 2 * Integer.parseInt(fields.get(3), 16);
      int pointers = Integer.parseInt(fields.get(at++));
      ImmutableList.Builder<String> broader = ImmutableList.builder();
      ImmutableList.Builder<String> topics = ImmutableList.builder();
      for (int pointer = 0; pointer < pointers; pointer++, at += 4) {
        String target = partOfSpeech(fields.get(at + 2)) + fields.get(at + 1);
        switch (fields.get(at)) {
          case "@", "@i" -> broader.add(target);
          case ";c" -> topics.add(target);
          default -> {
            // The other relations say nothing about the field a word belongs to.
          }
        }
      }
      return new Synset(
          partOfSpeech(fields.get(2)) + fields.get(0),
          Integer.parseInt(fields.get(1)),
          SYNTACTIC_MARKER.matcher(fields.get(4)).replaceFirst("").replace('_', ' '),
          line.substring(bar + 3).strip(),
          broader.build(),
          topics.build());
    }

    /** Returns the entry as prose: "Headword: definition. Example. Example." */
    String text() {
      int quote = gloss.indexOf('"');
      String definition =
          DANGLING.matcher(quote < 0 ? gloss : gloss.substring(0, quote)).replaceAll("");
      StringBuilder text = new StringBuilder(capitalized(headword));
      text.append(definition.isEmpty() ? "." : ": " + ended(definition));
      Matcher example = EXAMPLE.matcher(gloss);
      while (example.find()) {
        text.append(' ').append(ended(capitalized(example.group(1).strip())));
      }
      return text.toString();
    }

    /** An adjective satellite is an adjective to whatever points at it. */
    private static String partOfSpeech(String letter) {
      return letter.equals("s") ? "a" : letter;
    }

    private static String capitalized(String text) {
      return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String ended(String text) {
      return text.isEmpty() || text.matches("(?s).*[.!?]") ? text : text + ".";
    }
  }
}
