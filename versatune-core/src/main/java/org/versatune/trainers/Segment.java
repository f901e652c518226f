// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.versatune.DomainDistribution;
import org.versatune.Snapshot;
import org.versatune.internal.Given;

/**
 * Describes a file of rows that a {@link SegmentWriter} wrote in the order in which the trainer is
 * to read them. The manifest of the file holds the same.
 *
 * @param number its number, from 1
 * @param file the rows, one a line
 * @param manifest the file that describes it; it is written last, and without it there is no
 *     segment
 * @param rows how many rows it has
 * @param bytes its length
 * @param crc32c the checksum of its bytes
 * @param isComplete whether it has as many rows as were asked for; false if epoch caps ended the
 *     draws
 * @param weights the weights that it was drawn by; where a domain reached its epoch cap, those at
 *     its end
 * @param domains what it has of each domain, in the run's order
 * @param tokensBy what counted the tokens
 * @param snapshot the run right after its rows were drawn, with the reports before that
 */
public record Segment(
    int number,
    Path file,
    Path manifest,
    long rows,
    long bytes,
    long crc32c,
    boolean isComplete,
    DomainDistribution weights,
    ImmutableMap<String, Part> domains,
    String tokensBy,
    Snapshot snapshot) {

  /**
   * Checks that nothing is missing.
   *
   * @param number its number
   * @param file the rows
   * @param manifest the file that describes it
   * @param rows how many rows it has
   * @param bytes its length
   * @param crc32c the checksum of its bytes
   * @param isComplete whether it has what was asked for
   * @param weights the weights that it was drawn by
   * @param domains what it has of each domain
   * @param tokensBy what counted the tokens
   * @param snapshot the run right after it
   */
  public Segment {
    notNull(file, "file");
    notNull(manifest, "manifest");
    notNull(weights, "weights");
    domains = Given.map(domains, "domains");
    notNull(tokensBy, "tokensBy");
    notNull(snapshot, "snapshot");
  }

  /**
   * Says what a segment has of one domain.
   *
   * @param rows how many rows
   * @param bytes how many bytes of them, as they are in their files
   * @param tokens how many tokens they have
   * @param repeats how many of the rows had been drawn before in the run
   * @param drawn how many rows of the domain the run has drawn at the end of the segment, for all
   *     workers together
   * @param size how many rows the domain has
   */
  public record Part(long rows, long bytes, long tokens, long repeats, long drawn, long size) {
    /**
     * Returns how often the domain's data has been passed over by the end of the segment.
     *
     * @return draws so far over the number of rows
     */
    public double epochs() {
      return (double) drawn / size;
    }
  }

  /**
   * Returns the number of tokens of all rows.
   *
   * @return as counted by {@link #tokensBy}
   */
  public long tokens() {
    return domains.values().stream().mapToLong(Part::tokens).sum();
  }

  /**
   * Returns the share of the rows that each domain has.
   *
   * @return in [0, 1] by domain
   */
  public ImmutableMap<String, Double> sharesOfRows() {
    return shares(Part::rows, rows);
  }

  /**
   * Returns the share of the tokens that each domain has.
   *
   * @return in [0, 1] by domain; 0 throughout where there is no token
   */
  public ImmutableMap<String, Double> sharesOfTokens() {
    return shares(Part::tokens, tokens());
  }

  private ImmutableMap<String, Double> shares(ToLongFunction<Part> of, long whole) {
    return ImmutableMap.copyOf(
        Maps.transformValues(
            domains, part -> whole == 0 ? 0 : (double) of.applyAsLong(part) / whole));
  }

  /**
   * Finds the last finished segment in a folder. To go on after it, resume its {@link #snapshot()}
   * and report what was reported later.
   *
   * @param folder as given to {@link SegmentWriter.Builder}
   * @return empty where the folder has none or is not there
   * @throws IllegalArgumentException if a manifest is damaged; the message names the file
   */
  public static Optional<Segment> last(Path folder) {
    return SegmentFolder.last(notNull(folder, "folder"));
  }

  /**
   * Reads the manifest of a segment.
   *
   * @param manifest the file
   * @return the segment
   * @throws IllegalArgumentException if it is damaged, or no manifest; the message names the file
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static Segment read(Path manifest) {
    return SegmentJson.read(notNull(manifest, "manifest")).segment();
  }
}
