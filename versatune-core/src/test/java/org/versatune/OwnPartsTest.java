// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.Schedulers;

/** Rules and samplers of one's own: never replaced in silence, named where wrong. */
class OwnPartsTest {
  private static final Map<String, Double> LOSSES = Map.of("law", 2.0, "code", 1.0, "none", 1.0);

  private static RunBuilder three() {
    return VersaTune.builder()
        .initial(DomainDistribution.of(List.of("law", "code", "none"), 0.5, 0.5, 0))
        .referenceLosses(ImmutableMap.of("law", 1.5, "code", 0.8, "none", 0.5));
  }

  /** A rule that bears the name of another. */
  private record Named(String name) implements WeightScheduler {
    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      return WeightUpdate.of(current.reweighted(d -> d.equals("law") ? 3 : 1));
    }

    @Override
    public RuleDescription describe() {
      return RuleDescription.of(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"open-gap", "constant", "uniform", "interval"})
  void aRuleWithABuiltInsNameIsNotReplaced(String name) {
    VersaTune run = three().scheduler(new Named(name)).build();
    run.plan(4);
    run.report(Feedback.at(1).losses(LOSSES));
    Snapshot saved = Snapshot.fromJson(run.snapshot().toJson());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.resume(saved))
        .withMessageContaining("'" + name + "'")
        .withMessageContaining("Named")
        .withMessageContaining("scheduler(rule)");
    VersaTune resumed = VersaTune.resuming(saved).scheduler(new Named(name)).build();
    for (VersaTune each : List.of(run, resumed)) {
      each.plan(4);
      each.report(Feedback.at(2).losses(LOSSES));
    }
    assertThat(resumed.weights()).isEqualTo(run.weights());
  }

  @Test
  void aBuiltInOfTheSameNameIsRefusedOnResume() {
    Snapshot saved = three().scheduler(new Named("open-gap")).build().snapshot();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.resuming(saved).scheduler(Schedulers.openGap()))
        .withMessageContaining("Named");
  }

  @Test
  void aRuleInsideADecoratorIsNotReplacedEither() {
    Snapshot saved =
        three().scheduler(Schedulers.interval(new Named("open-gap"), 2)).build().snapshot();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.resume(saved))
        .withMessageContaining("'interval'");
  }

  @Test
  void builtInsResumeByThemselves() {
    VersaTune run = three().scheduler(Schedulers.interval(Schedulers.openGap(), 2)).build();

    assertThat(VersaTune.resume(run.snapshot()).snapshot().toJson())
        .isEqualTo(run.snapshot().toJson());
  }

  enum BadRule implements WeightScheduler {
    NULL {
      @Override
      @SuppressWarnings("NullAway") // What a user's rule may do all the same.
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        return null;
      }
    },
    NAN {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        return WeightUpdate.of(current.reweighted(domain -> Double.NaN));
      }
    },
    INFINITE {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        return WeightUpdate.of(current.withWeights(Double.POSITIVE_INFINITY, 0, 0));
      }
    },
    NEGATIVE {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        return WeightUpdate.of(current.withWeights(1.5, -0.5, 0));
      }
    },
    OTHER_DOMAINS {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        return WeightUpdate.of(DomainDistribution.uniform("law", "code"));
      }
    },
    OTHER_ORDER {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        return WeightUpdate.of(DomainDistribution.uniform("code", "law", "none"));
      }
    },
    THROWS {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        throw new ArithmeticException("boom");
      }
    },
    THROWS_WITHOUT_A_WORD {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        throw new UnsupportedOperationException();
      }
    },
    STATE_OF_NAN {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        return WeightUpdate.of(current);
      }

      @Override
      public SavedState state() {
        return SavedState.builder().doubles("mean", Double.NaN).build();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatARuleMayNotAnswerIsNamedAndMovesNothing(BadRule rule) {
    boolean saves = rule != BadRule.STATE_OF_NAN;
    for (WeightScheduler each :
        List.of(rule, Schedulers.smoothed(Schedulers.interval(rule, 1), 0.5))) {
      VersaTune run = three().scheduler(each).floor(0.1).build();
      run.plan(4);
      String before = saves ? run.snapshot().toJson() : run.weights().toString();

      assertThatIllegalStateException()
          .isThrownBy(() -> run.report(Feedback.at(3).losses(LOSSES)))
          .withMessageContaining("rule '")
          .withMessageContaining("step 3")
          .withMessageContaining("Nothing was changed");

      assertThat(saves ? run.snapshot().toJson() : run.weights().toString()).isEqualTo(before);
      assertThat(run.reportedStep()).isEqualTo(-1);
    }
  }

  @Test
  void aRuleThatRefusesALossKeepsItsOwnError() {
    VersaTune run =
        three()
            .scheduler(
                (current, feedback) -> {
                  throw new InvalidFeedbackException("mine");
                })
            .build();

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> run.report(Feedback.at(1).losses(LOSSES)))
        .withMessage("mine");
  }

  /** A sampler that draws in turn, changed by what it is given to do wrong. */
  private record Turns(@Nullable IntUnaryOperator draw, boolean failsToReweigh)
      implements DomainSampler.Kind {
    @Override
    public RuleDescription describe() {
      return RuleDescription.of("exact");
    }

    @Override
    public DomainSampler start(DomainDistribution weights, long seed) {
      return sampler(0);
    }

    @Override
    public DomainSampler resume(DomainDistribution weights, SavedState state) {
      return sampler(state.number("n"));
    }

    private DomainSampler sampler(long from) {
      return new DomainSampler() {
        private long n = from;

        @Override
        public int next() {
          int turn = (int) (n++ % 1000);
          return draw == null ? turn % 2 : draw.applyAsInt(turn);
        }

        @Override
        public void reweigh(DomainDistribution weights) {
          n += 500; // To be undone where it fails.
          if (failsToReweigh) {
            throw new IllegalStateException("no");
          }
        }

        @Override
        public SavedState state() {
          return SavedState.builder().longs("n", n).build();
        }
      };
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 99, 3, Integer.MAX_VALUE, 2})
  void whatASamplerMayNotDrawIsNamedAndCountsNothing(int wrong) {
    for (boolean capped : new boolean[] {false, true}) {
      RunBuilder builder = three().sampler(new Turns(n -> n < 5 ? n % 2 : wrong, false));
      if (capped) {
        builder.domainSizes(Map.of("law", 100, "code", 100, "none", 100)).epochCap(1);
      }
      VersaTune run = builder.build();
      run.plan(2);
      String before = run.snapshot().toJson();

      assertThatIllegalStateException()
          .isThrownBy(() -> run.plan(8))
          .withMessageContaining("sampler 'exact'")
          .withMessageContaining("Turns")
          .withMessageContaining(wrong == 2 ? "'none'" : "number " + wrong);

      assertThat(run.snapshot().toJson()).isEqualTo(before);
      assertThat(run.plan(3).size()).isEqualTo(3);
      String late = run.snapshot().toJson();
      assertThatIllegalStateException().isThrownBy(run::nextDomain);
      assertThat(run.snapshot().toJson()).isEqualTo(late);
    }
  }

  @Test
  void aSamplerThatCannotTakeWeightsLeavesTheReportUndone() {
    VersaTune run = three().sampler(new Turns(null, true)).build();
    run.plan(2);
    String before = run.snapshot().toJson();

    assertThatIllegalStateException()
        .isThrownBy(() -> run.report(Feedback.at(1).losses(LOSSES)))
        .withMessageContaining("new weights");

    assertThat(run.snapshot().toJson()).isEqualTo(before);
  }

  @Test
  void aSamplerWithABuiltInsNameIsNotReplaced() {
    VersaTune run = three().sampler(new Turns(null, false)).build();
    run.plan(3);
    Snapshot saved = Snapshot.fromJson(run.snapshot().toJson());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.resume(saved))
        .withMessageContaining("'exact'")
        .withMessageContaining("sampler(kind)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.resuming(saved).sampler(Samplers.exact()));
    assertThat(VersaTune.resuming(saved).sampler(new Turns(null, false)).build().plan(4).domains())
        .isEqualTo(run.plan(4).domains());
  }

  @Test
  @SuppressWarnings("NullAway") // What a user's sampler may do all the same.
  void aKindThatGivesNoSamplerIsNamed() {
    DomainSampler.Kind none =
        new DomainSampler.Kind() {
          @Override
          public RuleDescription describe() {
            return RuleDescription.of("nothing");
          }

          @Override
          public DomainSampler start(DomainDistribution weights, long seed) {
            return null;
          }

          @Override
          public DomainSampler resume(DomainDistribution weights, SavedState state) {
            return null;
          }
        };

    assertThatIllegalStateException()
        .isThrownBy(() -> three().sampler(none).build())
        .withMessageContaining("sampler 'nothing'")
        .withMessageContaining("null from start");
  }
}
