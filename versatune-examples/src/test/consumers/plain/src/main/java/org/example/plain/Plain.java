package org.example.plain;

import java.nio.file.Path;
import java.util.Map;
import org.versatune.Feedback;
import org.versatune.RunBuilder;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.scheduling.Schedulers;
import org.versatune.record.RunRecord;

/** Runs, stops, goes on from a snapshot and reads the record. */
public final class Plain {
  private Plain() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Path record = folder.resolve("run.jsonl");
    Path file = folder.resolve("run.json");

    VersaTune stopped = options().record(record).build();
    train(stopped, 0, 20);
    stopped.snapshot().write(file);
    stopped.close();

    VersaTune resumed = VersaTune.resuming(Snapshot.read(file)).record(record).build();
    train(resumed, 20, 40);
    resumed.close();
    check(RunRecord.read(record).updates().size() == 5, "the record lacks an update");

    VersaTune whole = options().build();
    train(whole, 0, 40);
    check(whole.weights().equals(resumed.weights()), "a resumed run has other weights");
    System.out.println("Plain: " + whole.weights());
  }

  private static RunBuilder options() {
    return VersaTune.builder()
        .domains("law", "medicine", "code")
        .scheduler(Schedulers.openGap())
        .referenceLosses(Map.of("law", 1.9, "medicine", 2.0, "code", 0.8))
        .updateEvery(10)
        .seed(42);
  }

  private static void train(VersaTune run, int from, int to) {
    if (from == 0) {
      run.report(Feedback.at(0).losses(Map.of("law", 3.1, "medicine", 3.2, "code", 2.4)));
    }
    for (int step = from + 1; step <= to; step++) {
      check(run.plan(32).domains().size() == 32, "a batch has another size");
      if (step % 10 == 0) {
        run.report(
            Feedback.at(step)
                .losses(Map.of("law", 3.1 - 0.01 * step, "medicine", 3.2 - 0.02 * step, "code", 2.4)));
      }
    }
  }

  private static void check(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalStateException(fault);
    }
  }
}
