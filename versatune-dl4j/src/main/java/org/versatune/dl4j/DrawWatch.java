package org.versatune.dl4j;

import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;

/**
 * Notices where a listener moves weights that nothing draws by: the network trains on data that do
 * not come from the run. It cannot be certain (a loop may have drawn all of it beforehand), so it
 * warns, once. Not safe for use by several threads.
 */
final class DrawWatch {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());

  private final VersaTune mix;
  private final boolean isFresh;
  private long drawn;
  private DomainDistribution weights;
  private boolean begun;
  private boolean warned;

  DrawWatch(VersaTune mix) {
    this.mix = mix;
    this.drawn = total(mix);
    this.isFresh = drawn == 0;
    this.weights = mix.weights();
  }

  private static long total(VersaTune mix) {
    return mix.draws().values().stream().mapToLong(Long::longValue).sum();
  }

  /** After the first batch, if it was none that the run handed out. */
  void firstBatch(boolean ofTheRun) {
    if (!begun) {
      begun = true;
      if (isFresh && !ofTheRun && !mix.signals().isEmpty() && total(mix) == 0) {
        warn("a batch was trained and the run has drawn nothing");
      }
    }
  }

  /** After a report. */
  void reported(WeightUpdate update) {
    if (warned) {
      return;
    }
    long now = total(mix);
    if (now == drawn && !update.weights().equals(weights)) {
      warn("the weights changed at a report before which the run drew nothing");
    }
    drawn = now;
    weights = update.weights();
  }

  private void warn(String what) {
    warned = true;
    LOG.log(
        System.Logger.Level.WARNING,
        "The weights of the run steer nothing: {0}. Train on its batches"
            + " (MultiDomainDataSetIterator.builder(run), or run.plan(n) in a loop of your own), or"
            + " take the listener off the network",
        what);
  }
}
