package org.versatune.examples.results;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * Where the numbers of a study come from.
 *
 * @param versaTune version of the library
 * @param command the command line's arguments, as given
 * @param seed seed of everything random
 * @param startedAt when the run began, ISO 8601 with offset
 * @param java version and vendor of the Java runtime
 * @param operatingSystem name, version and architecture
 * @param backend the ND4J backend that did the arithmetic
 * @param cores processors that the runtime saw
 * @param threads trainings that ran side by side
 * @param baseModelFromCache whether the base model was read from the cache of an earlier run
 * @param data the text, domain by domain
 * @param seconds wall-clock seconds by stage, in the order in which the stages ran; {@code total}
 *     last. Stages named {@code fostering/…} and {@code expansion/…} are single trainings and may
 *     overlap
 */
public record Provenance(
    String versaTune,
    ImmutableList<String> command,
    long seed,
    String startedAt,
    String java,
    String operatingSystem,
    String backend,
    int cores,
    int threads,
    boolean baseModelFromCache,
    DataSummary data,
    ImmutableMap<String, Double> seconds) {}
