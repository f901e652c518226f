package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.losses;

import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** The rules of one's own that docs/schedulers.md shows. */
class OwnRuleTest {
  // tag::class[]
  /** Gives weight in proportion to the loss, to some power. */
  record HighestLoss(double power) implements WeightScheduler {
    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      return WeightUpdate.builder(
              current.reweighted(domain -> Math.pow(loss(feedback, domain), power)))
          .note("by the loss to the power of " + power)
          .build();
    }

    private static double loss(Feedback feedback, String domain) {
      return feedback.losses().getOrDefault(domain, 1.0);
    }
  }

  // end::class[]

  @Test
  void asALambda() {
    WeightScheduler worstFirst =
        (current, feedback) ->
            WeightUpdate.of(
                current.reweighted(domain -> 1 + feedback.losses().getOrDefault(domain, 0.0)));

    RuleRun run =
        RuleRun.start(SchedulerStack.builder(worstFirst).floor(.2).build(), Example.setup());

    assertThat(run.report(losses()).weights().toArray())
        .containsExactly(new double[] {1.5 / 3.05, .75 / 3.05, .8 / 3.05}, GOLDEN);
  }

  @Test
  void asAClass() {
    RuleRun run = RuleRun.start(new HighestLoss(2), Example.setup());

    assertThat(run.report(losses(1, 2, 1, 3)).weights().toArray())
        .containsExactly(new double[] {2 / 4.1, .3 / 4.1, 1.8 / 4.1}, GOLDEN);
    assertThat(run.scheduler().describe().name()).isEqualTo("HighestLoss");
    assertThat(run.last().explain("a")).contains("by the loss to the power of 2.0");
  }
}
