// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.versatune.scheduling.Schedulers;

/** Forgetting trackers of one's own: named where they are wrong. */
class OwnTrackerTest {
  private static final Map<String, Double> LOSSES = Map.of("law", 2.0, "code", 1.0, "none", 1.0);

  private static RunBuilder three() {
    return VersaTune.builder()
        .initial(DomainDistribution.of(List.of("law", "code", "none"), 0.5, 0.5, 0))
        .referenceLosses(ImmutableMap.of("law", 1.5, "code", 0.8, "none", 0.5));
  }

  enum BadTracker implements ForgettingTracker {
    THROWS("boom") {
      @Override
      public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
        throw new IllegalArgumentException("boom");
      }
    },
    NULL("null from forgetting") {
      @Override
      @SuppressWarnings("NullAway") // What a user's tracker may do all the same.
      public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
        return null;
      }
    },
    LACKS_A_DOMAIN("domain 'none'") {
      @Override
      public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
        return ImmutableMap.of("law", 0.1, "code", 0.1);
      }
    },
    NAN("degree NaN for domain 'law'") {
      @Override
      public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
        return ImmutableMap.of("law", Double.NaN, "code", 0.1, "none", 0.0);
      }
    },
    NEGATIVE("degree -0.5 for domain 'code'") {
      @Override
      public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
        return ImmutableMap.of("law", 0.1, "code", -0.5, "none", 0.0);
      }
    },
    CANNOT_OBSERVE("failed in observe") {
      @Override
      public ForgettingTracker observe(Map<String, Double> losses) {
        throw new UnsupportedOperationException();
      }
    },
    OBSERVES_NULL("null from observe") {
      @Override
      @SuppressWarnings("NullAway") // What a user's tracker may do all the same.
      public ForgettingTracker observe(Map<String, Double> losses) {
        return null;
      }
    },
    BASELINE_OF_NAN("baseline NaN for domain 'code'") {
      @Override
      public ForgettingTracker observe(Map<String, Double> losses) {
        return new Broken();
      }
    };

    private final String says;

    BadTracker(String says) {
      this.says = says;
    }

    @Override
    public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
      return ImmutableMap.copyOf(Maps.transformValues(losses, loss -> 0.1));
    }

    @Override
    public ForgettingTracker observe(Map<String, Double> losses) {
      return this;
    }

    @Override
    public ImmutableMap<String, Double> baseline() {
      return ImmutableMap.of();
    }

    @Override
    public Baseline kind() {
      return Baseline.PREVIOUS;
    }
  }

  private record Broken() implements ForgettingTracker {
    @Override
    public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
      return ImmutableMap.of();
    }

    @Override
    public ForgettingTracker observe(Map<String, Double> losses) {
      return this;
    }

    @Override
    public ImmutableMap<String, Double> baseline() {
      return ImmutableMap.of("code", Double.NaN);
    }

    @Override
    public Baseline kind() {
      return Baseline.BEST;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatATrackerMayNotAnswerIsNamedAndMovesNothing(BadTracker tracker, @TempDir Path folder)
      throws IOException {
    for (WeightScheduler rule :
        List.of(Schedulers.openGap(), Schedulers.smoothed(Schedulers.expansion("law"), 0.5))) {
      isNamedAndMovesNothing(three().scheduler(rule), tracker, folder.resolve("run.jsonl"));
    }
  }

  private static void isNamedAndMovesNothing(RunBuilder builder, BadTracker tracker, Path record)
      throws IOException {
    try (VersaTune run = builder.forgettingTracker(tracker).record(record).build()) {
      run.plan(4);
      String before = run.snapshot().toJson();
      String recorded = Files.readString(record);

      assertThatIllegalStateException()
          .isThrownBy(() -> run.report(Feedback.at(3).losses(LOSSES)))
          .withMessageContaining("forgetting tracker '")
          .withMessageContaining(BadTracker.class.getName())
          .withMessageContaining(tracker.says)
          .withMessageContaining("step 3")
          .withMessageContaining("Nothing was changed");

      assertThat(run.snapshot().toJson()).isEqualTo(before);
      assertThat(Files.readString(record)).isEqualTo(recorded);
      assertThat(run.reportedStep()).isEqualTo(-1);
    }
  }

  @Test
  void aTrackerThatRefusesALossKeepsItsOwnError() {
    ForgettingTracker picky =
        new ForgettingTracker() {
          @Override
          public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
            return ImmutableMap.of();
          }

          @Override
          public ForgettingTracker observe(Map<String, Double> losses) {
            throw new InvalidFeedbackException("mine");
          }

          @Override
          public ImmutableMap<String, Double> baseline() {
            return ImmutableMap.of();
          }

          @Override
          public Baseline kind() {
            return Baseline.BEST;
          }
        };
    VersaTune run = three().forgettingTracker(picky).build();

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> run.report(Feedback.at(1).losses(LOSSES)))
        .withMessage("mine");
  }

  @Test
  void aTrackerThatIsWrongBeforeAnyReportIsRefusedWhereItIsGiven() {
    assertThatIllegalStateException()
        .isThrownBy(() -> three().forgettingTracker(new Broken()))
        .withMessageContaining("'Broken'")
        .withMessageContaining("baseline NaN for domain 'code'");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                three()
                    .baseLosses(ImmutableMap.of("law", 2.5, "code", 1.8, "none", 1.0))
                    .forgettingTracker(BadTracker.OBSERVES_NULL)
                    .build())
        .withMessageContaining("null from observe");
  }
}
