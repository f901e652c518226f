package org.versatune.examples.evidence;

import com.google.common.collect.ImmutableMap;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.results.StrategyRun;

/**
 * A run and where it comes from.
 *
 * @param key which run it is
 * @param rule the rule and its options, as it describes itself
 * @param run what came of it
 * @param forgettingOfOthers forgetting on the test text without the target; of all domains where
 *     there is none
 * @param targetGain gain of the target; null where there is none or it is undefined
 * @param provenance commit, version and time
 * @param seconds wall-clock seconds that it took
 */
record FinishedRun(
    RunKey key,
    String rule,
    StrategyRun run,
    ImmutableMap<String, Double> forgettingOfOthers,
    @Nullable Double targetGain,
    ImmutableMap<String, String> provenance,
    double seconds) {}
