// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of synonyms of WordNet with its gloss: one line of a {@code data} file, as wndb(5WN)
 * describes it.
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
  private static final Splitter FIELDS = Splitter.on(' ');
  private static final Pattern SYNTACTIC_MARKER = Pattern.compile("\\((?:a|p|ip)\\)$");
  private static final Pattern EXAMPLE = Pattern.compile("\"([^\"]+)\"?");
  private static final Pattern DANGLING = Pattern.compile("[\\s;,:]+$");

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
