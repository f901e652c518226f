package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;
import org.versatune.RuleDescription;
import org.versatune.examples.results.Budget;

/**
 * What a study is asked for.
 *
 * @param command the command line's arguments, for the provenance
 * @param seed seed of everything random
 * @param budget how much is trained and measured
 * @param target the domain to expand, one of the study's
 * @param scheduler a further rule for the fostering to compare, of a name and with options that
 *     {@link Study#check} accepts
 * @param threads trainings that may run side by side, at least 1
 * @param out folder for results and run records
 * @param cache folder where base models are kept from run to run
 */
public record StudyOptions(
    ImmutableList<String> command,
    long seed,
    Budget budget,
    String target,
    Optional<RuleDescription> scheduler,
    int threads,
    Path out,
    Path cache) {}
