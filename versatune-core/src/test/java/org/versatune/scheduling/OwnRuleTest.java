// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.losses;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** The rules of one's own that docs/schedulers.md shows, word for word. */
class OwnRuleTest {
  record HighestLoss(double power) implements WeightScheduler {
    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      double[] weights = feedback.positive(Signal.VALIDATION_LOSS, current.domains());
      for (int j = 0; j < weights.length; j++) {
        weights[j] = current.weight(j) * Math.pow(weights[j], power);
      }
      return WeightUpdate.builder(current.withRelativeWeights(weights))
          .note("by the loss to the power of " + power)
          .build();
    }
  }

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

  @ParameterizedTest
  @ValueSource(strings = {"lambda", "class"})
  void isWhatTheDocumentationShowsInAtMostFifteenLines(String which) throws IOException {
    String page = Files.readString(Path.of("../docs/schedulers.md"), UTF_8);
    String start = "<!-- test: " + which + " -->\n```java\n";
    assertThat(page).contains(start);
    int from = page.indexOf(start) + start.length();
    String shown = page.substring(from, page.indexOf("```", from));
    String source =
        Files.readString(Path.of("src/test/java/org/versatune/scheduling/OwnRuleTest.java"), UTF_8);

    assertThat(squeezed(source)).contains(squeezed(shown));
    assertThat(Splitter.on('\n').splitToList(shown.strip())).hasSizeLessThanOrEqualTo(15);
  }

  private static String squeezed(String text) {
    return CharMatcher.whitespace().collapseFrom(text, ' ').strip();
  }
}
