// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.versatune.internal.Given;

/**
 * Gives a detection texts that a model wrote earlier, for example with vLLM, so that the model need
 * not run in Java. Each text is judged once; round r takes the r-th part of them, in their order
 * (our choice), whatever the seed.
 *
 * <pre>{@code
 * WrittenTexts texts = WrittenTexts.read(Path.of("samples.jsonl"));
 * DomainDetector.builder().generator(texts).rounds(4).samplesPerRound(texts.perRound(4))…
 * }</pre>
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class WrittenTexts implements TextGenerator {
  private static final System.Logger LOG = System.getLogger(WrittenTexts.class.getName());

  private final ImmutableList<String> texts;
  private final String source;
  private final int prompted;

  WrittenTexts(ImmutableList<String> texts, String source, int prompted) {
    checkArgument(!texts.isEmpty(), "%s holds no text", source);
    this.texts = texts;
    this.source = source;
    this.prompted = prompted;
  }

  /**
   * Makes a source of texts in memory.
   *
   * @param texts at least one; may be empty strings
   * @return a source of these texts
   * @throws IllegalArgumentException if there is none
   */
  public static WrittenTexts of(List<String> texts) {
    return new WrittenTexts(Given.list(texts, "texts"), "the list of texts", 0);
  }

  /**
   * Reads a file of JSON Lines in UTF-8, one JSON value a line; blank lines are skipped, and a file
   * that is packed with gzip is unpacked. A line may be
   *
   * <ul>
   *   <li>a string;
   *   <li>an object with the text in {@code text}, {@code generated_text}, {@code response}, {@code
   *       completion}, {@code output} or {@code content};
   *   <li>an object with texts, or objects as above, in a list: {@code outputs} (vLLM), {@code
   *       responses}, {@code completions}, {@code choices} (OpenAI), or one of the names above;
   *   <li>an object that holds such an object in {@code response}, {@code body} or {@code message}
   *       (answers of OpenAI's batches);
   *   <li>a list of such objects (pipelines of Hugging Face).
   * </ul>
   *
   * Other fields are ignored. Where a {@code generated_text} begins with the line's {@code prompt},
   * the prompt is cut off, since the model did not write it. For the same reason a turn of a
   * conversation is left out if its {@code role} is not the model's. Lines with either count in
   * {@link #prompted()}.
   *
   * @param file the file
   * @return its texts in their order
   * @throws IllegalArgumentException if a line has none of these forms, has two fields that could
   *     be the text, or is not JSON in UTF-8, or if there is no text at all; the message names file
   *     and line and quotes no text
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static WrittenTexts read(Path file) {
    return new WrittenTextsFile(notNull(file, "file"), "").read();
  }

  /**
   * Reads a file whose text is in a field of another name, or in one of several.
   *
   * @param file as for {@link #read(Path)}
   * @param field holds the text, or a list of texts or of objects with a text
   * @return its texts in their order
   * @throws IllegalArgumentException as for {@link #read(Path)}, or if a line lacks the field
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static WrittenTexts read(Path file, String field) {
    checkArgument(!notNull(field, "field").isBlank(), "the field is blank; name one");
    return new WrittenTextsFile(notNull(file, "file"), field).read();
  }

  /**
   * Returns the texts in their order.
   *
   * @return at least one
   */
  public ImmutableList<String> texts() {
    return texts;
  }

  /**
   * Returns how many texts there are.
   *
   * @return at least 1
   */
  public int size() {
    return texts.size();
  }

  /**
   * Returns how many lines had a prompt that is not blank, or a turn of a conversation that the
   * model did not write. Detection asks what a model writes by itself; texts that follow prompts
   * show the domains of the prompts instead.
   *
   * @return 0 if no line of the file mentions one
   */
  public int prompted() {
    return prompted;
  }

  /**
   * Returns how many texts each round can have if all rounds have the same number.
   *
   * @param rounds at least 1
   * @return number of texts divided by rounds, rounded down; up to {@code rounds − 1} texts at the
   *     end are not used
   * @throws IllegalArgumentException if there are fewer texts than rounds
   */
  public int perRound(int rounds) {
    checkArgument(rounds >= 1, "rounds is %s; it must be at least 1", rounds);
    checkArgument(
        size() >= rounds,
        "%s holds %s texts, too few for %s rounds; write more, or use fewer rounds",
        source,
        size(),
        rounds);
    return size() / rounds;
  }

  /** Says before a detection begins whether the texts are enough, or how many are not used. */
  void check(int rounds, int samplesPerRound) {
    long needed = (long) rounds * samplesPerRound;
    checkState(
        needed <= size(),
        "%s holds %s texts, and %s rounds of %s need %s; write more, or use"
            + " samplesPerRound(texts.perRound(rounds))",
        source,
        size(),
        rounds,
        samplesPerRound,
        needed);
    if (needed < size()) {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} of the {1} texts of {2} are not used",
          Long.toString(size() - needed),
          Integer.toString(size()),
          source);
    }
  }

  /** Returns the first texts. */
  @Override
  public ImmutableList<String> generate(int count, long seed) {
    return round(1, count, seed);
  }

  /**
   * Returns the texts of a round: each text is in one round.
   *
   * @throws IllegalArgumentException if there are too few texts for this round; the message says
   *     how many are needed
   */
  @Override
  public ImmutableList<String> round(int number, int count, long seed) {
    long end = (long) number * count;
    checkArgument(
        number >= 1 && count >= 1 && end <= size(),
        "%s holds %s texts, and round %s of %s texts a round needs %s; write more, or use less",
        source,
        size(),
        number,
        count,
        end);
    return texts.subList(Math.toIntExact(end - count), Math.toIntExact(end));
  }

  /** Returns one line: the file, the number of texts and a hash of them. */
  @Override
  public String toString() {
    var hasher = Hashing.sha256().newHasher();
    for (String text : texts) {
      hasher.putInt(text.length()).putString(text, StandardCharsets.UTF_16LE);
    }
    return "WrittenTexts{"
        + size()
        + " of "
        + source
        + ", "
        + hasher.hash().toString().substring(0, 16)
        + "}";
  }
}
