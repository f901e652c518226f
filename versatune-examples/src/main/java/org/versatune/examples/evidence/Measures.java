package org.versatune.examples.evidence;

import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The numbers that a run is judged by, by name; what is undefined in a run is absent. */
final class Measures {
  static final String MEAN_GAIN = "mean_gain";
  static final String WORST_GAIN = "worst_gain";
  static final String TARGET_GAIN = "target_gain";
  static final String MEAN_FORGETTING = "mean_forgetting";
  static final String MAX_FORGETTING = "max_forgetting";
  static final String MEAN_LOSS = "mean_loss";

  private Measures() {}

  /** Everything that is summed up over seeds. */
  static ImmutableMap<String, Double> of(FinishedRun run) {
    ImmutableMap.Builder<String, Double> measures = ImmutableMap.builder();
    put(measures, MEAN_GAIN, run.run().gain().mean());
    put(measures, WORST_GAIN, run.run().gain().worst());
    put(measures, TARGET_GAIN, run.targetGain());
    measures.put(MEAN_FORGETTING, mean(run.forgettingOfOthers()));
    measures.put(
        MAX_FORGETTING,
        run.forgettingOfOthers().values().stream().mapToDouble(x -> x).max().orElse(0));
    measures.put(MEAN_LOSS, mean(run.run().testLosses()));
    run.run().testLosses().forEach((domain, loss) -> measures.put("loss_" + domain, loss));
    run.run().gain().byDomain().forEach((domain, gain) -> measures.put("gain_" + domain, gain));
    run.run()
        .forgetting()
        .byDomain()
        .forEach((domain, lost) -> measures.put("forgetting_" + domain, lost));
    return measures.buildOrThrow();
  }

  private static void put(
      ImmutableMap.Builder<String, Double> measures, String name, @Nullable Double value) {
    if (value != null) {
      measures.put(name, value);
    }
  }

  private static double mean(ImmutableMap<String, Double> byDomain) {
    return byDomain.values().stream().mapToDouble(x -> x).average().orElse(0);
  }

  /** A run in half a line. */
  static String inShort(FinishedRun run) {
    ImmutableMap<String, Double> measures = of(run);
    return measures.containsKey(TARGET_GAIN)
        ? String.format(
            Locale.ROOT,
            "target gain %+.3f, mean forgetting %.2f %%",
            measures.getOrDefault(TARGET_GAIN, 0.0),
            100 * measures.getOrDefault(MEAN_FORGETTING, 0.0))
        : String.format(
            Locale.ROOT,
            "mean gain %+.3f, worst %+.3f",
            measures.getOrDefault(MEAN_GAIN, 0.0),
            measures.getOrDefault(WORST_GAIN, 0.0));
  }
}
