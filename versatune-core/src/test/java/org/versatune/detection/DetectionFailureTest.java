// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.DomainDistribution;

/** Judges and generators that fail, block and are interrupted. */
@Timeout(60)
class DetectionFailureTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("d0", "d1", "d2");
  private static final WrittenProbabilities GOOD = WrittenProbabilities.over(DOMAINS);

  @TempDir private Path folder;

  private static DomainDetector.Builder detector(DomainClassifier judge) {
    return DomainDetector.builder()
        .generator(WrittenProbabilities.anything(3))
        .classifier(judge)
        .domains(DOMAINS)
        .samplesPerRound(50)
        .rounds(4)
        .seed(7)
        .retries(0, Duration.ZERO);
  }

  private static Detection uninterrupted() {
    return detector(GOOD).build().detect();
  }

  /** Counts its calls and throws at some of them; looks like the judge that it asks. */
  private static final class Failing implements DomainClassifier {
    final AtomicInteger calls = new AtomicInteger();
    private final int from;
    private final int to;
    private final Throwable thrown;

    Failing(int from, int to, Throwable thrown) {
      this.from = from;
      this.to = to;
      this.thrown = thrown;
    }

    @Override
    public Optional<DomainDistribution> classify(String text) {
      int call = calls.getAndIncrement();
      if (call >= from && call < to) {
        sneak(thrown);
      }
      return GOOD.classify(text);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
      throw (T) thrown;
    }

    @Override
    public String toString() {
      return GOOD.toString();
    }
  }

  private static Throwable[] failures() {
    return new Throwable[] {
      new IllegalStateException("busy"),
      new IOException("connection reset"),
      new AssertionError("no answer"),
      new StackOverflowError(),
      new NoClassDefFoundError("gone")
    };
  }

  private static DetectionProgress progress(Throwable thrown) {
    return thrown instanceof DetectionException told
        ? told.progress().orElseThrow()
        : Arrays.stream(thrown.getSuppressed())
            .filter(DetectionException.class::isInstance)
            .map(each -> ((DetectionException) each).progress().orElseThrow())
            .findFirst()
            .orElseThrow();
  }

  @Test
  void asksAgainAfterAFailureOfAnyKind() {
    for (Throwable failure : failures()) {
      Failing twice = new Failing(120, 122, failure);
      Detection detection =
          detector(twice).threads(1).retries(2, Duration.ofMillis(1)).build().detect();

      assertThat(detection).isEqualTo(uninterrupted());
      assertThat(detection.failed()).isZero();
      assertThat(twice.calls).hasValue(202);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void goesOnFromAFailureOfAnyKindWithTheSameResult(int threads) {
    for (Throwable failure : failures()) {
      Failing once = new Failing(170, 171, failure);
      List<DetectionProgress> heard = new ArrayList<>();
      DomainDetector failing = detector(once).threads(threads).onProgress(heard::add).build();
      Throwable thrown = catchThrowable(failing::detect);
      DetectionProgress progress = progress(thrown);

      assertThat(thrown)
          .isInstanceOf(failure instanceof Error ? failure.getClass() : DetectionException.class);
      assertThat(progress.rounds()).hasSize(3).isEqualTo(uninterrupted().rounds().subList(0, 3));
      assertThat(progress.judgements()).isBetween(170L, 199L);
      assertThat(heard).hasSize(4);
      assertThat(heard.get(3).judgements()).isEqualTo(progress.judgements());
      Path file = folder.resolve("detection.json");
      progress.write(file);
      Failing counting = new Failing(0, 0, failure);
      Detection detection =
          detector(counting).threads(threads).build().resume(DetectionProgress.read(file));
      assertThat(detection).isEqualTo(uninterrupted());
      assertThat(detection.halfWidths()).isEqualTo(uninterrupted().halfWidths());
      assertThat((long) counting.calls.get()).isEqualTo(200 - progress.judgements());
    }
  }

  @Property(tries = 25)
  void goesOnFromAnywhere(@ForAll @IntRange(max = 199) int at) {
    Throwable thrown =
        catchThrowable(
            () ->
                detector(new Failing(at, at + 1, new IllegalStateException("busy")))
                    .threads(1)
                    .build()
                    .detect());
    DetectionProgress progress = DetectionProgress.fromJson(progress(thrown).toJson());

    assertThat(progress.judgements()).isEqualTo(at);
    assertThat(detector(GOOD).build().resume(progress)).isEqualTo(uninterrupted());
  }

  @Test
  void declinesWhatItFailsOnWhereAskedAndCountsIt() {
    for (Throwable failure : failures()) {
      Detection detection =
          detector(new Failing(60, 63, failure))
              .threads(1)
              .onJudgeFailure(JudgeFailurePolicy.DECLINE)
              .build()
              .detect();

      assertThat(detection.failed()).isEqualTo(3);
      assertThat(detection.rounds().get(1).failed()).isEqualTo(3);
      assertThat(detection.accepted() + detection.declined()).isEqualTo(200);
      assertThat(detection.toString()).contains("(3 failed)");
    }
  }

  @Test
  void endsAtOnceWhereMoreFailThanMayBeDeclined() {
    Failing down = new Failing(0, 1_000_000, new IllegalStateException("no service"));
    Throwable thrown =
        catchThrowable(
            () ->
                detector(down)
                    .threads(1)
                    .onJudgeFailure(JudgeFailurePolicy.DECLINE)
                    .build()
                    .detect());

    assertThat(thrown)
        .isInstanceOf(DetectionException.class)
        .hasMessageContaining("round 1: the classifier failed")
        .hasMessageContaining("11 in this round")
        .hasMessageContaining("no service");
    assertThat(down.calls).hasValue(11);
  }

  @Test
  void endsAtOnceWhereMemoryRunsOut() {
    Failing hungry = new Failing(0, 1_000_000, new OutOfMemoryError("enough"));
    Throwable thrown =
        catchThrowable(
            () ->
                detector(hungry)
                    .threads(1)
                    .retries(5, Duration.ZERO)
                    .onJudgeFailure(JudgeFailurePolicy.DECLINE)
                    .build()
                    .detect());

    assertThat(thrown).isInstanceOf(OutOfMemoryError.class).hasMessage("enough");
    assertThat(hungry.calls).hasValue(1);
  }

  @Test
  void repeatsAndGoesOnFromAFailingGenerator() {
    for (Throwable failure : failures()) {
      AtomicInteger calls = new AtomicInteger();
      TextGenerator flaky =
          (count, seed) -> {
            if (calls.getAndIncrement() == 2) {
              Failing.sneak(failure);
            }
            return WrittenProbabilities.anything(3).generate(count, seed);
          };
      assertThat(
              detector(GOOD).generator(flaky).retries(1, Duration.ZERO).build().detect().rounds())
          .isEqualTo(uninterrupted().rounds());
      calls.set(0);
      Throwable thrown = catchThrowable(detector(GOOD).generator(flaky).build()::detect);
      assertThat(progress(thrown).judgements()).isEqualTo(100);
      assertThat(detector(GOOD).build().resume(progress(thrown))).isEqualTo(uninterrupted());
    }
  }

  @Test
  void losesNothingWhenAListenerThrows() {
    Throwable thrown =
        catchThrowable(
            detector(GOOD)
                    .onText(
                        text -> {
                          if (text.round() == 3 && text.position() == 10) {
                            throw new IllegalStateException("disk full");
                          }
                        })
                    .build()
                ::detect);

    assertThat(thrown).hasMessage("disk full");
    assertThat(progress(thrown).judgements()).isEqualTo(150);
    assertThat(detector(GOOD).build().resume(progress(thrown))).isEqualTo(uninterrupted());
  }

  private static Throwable interrupted(DomainDetector detector, CountDownLatch inside)
      throws InterruptedException {
    Throwable[] thrown = new Throwable[1];
    boolean[] flag = new boolean[1];
    Thread caller =
        new Thread(
            () -> {
              thrown[0] = catchThrowable(detector::detect);
              flag[0] = Thread.currentThread().isInterrupted();
            });
    caller.start();
    assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
    caller.interrupt();
    caller.join(20_000);
    assertThat(caller.isAlive()).isFalse();
    assertThat(flag[0]).isTrue();
    return thrown[0];
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void hearsAnInterruptWhileADeafJudgeBlocks(int threads) throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    DomainClassifier deaf =
        text -> {
          if (calls.incrementAndGet() > 60) {
            inside.countDown();
            while (end.getCount() > 0) {
              Thread.interrupted();
              LockSupport.parkNanos(1_000_000);
            }
          }
          return GOOD.classify(text);
        };
    Throwable thrown = interrupted(detector(deaf).threads(threads).build(), inside);
    end.countDown();

    assertThat(thrown)
        .isInstanceOf(DetectionException.class)
        .hasMessageContaining("round 2: interrupted while the texts were judged");
    assertThat(progress(thrown).rounds()).hasSize(1);
    assertThat(detector(GOOD).build().resume(progress(thrown))).isEqualTo(uninterrupted());
  }

  @Test
  void hearsAnInterruptInTheGeneratorAndInAPause() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    TextGenerator sleeping =
        (count, seed) -> {
          inside.countDown();
          try {
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return ImmutableList.of();
        };
    assertThat(interrupted(detector(GOOD).generator(sleeping).build(), inside))
        .isInstanceOf(DetectionException.class)
        .hasMessageContaining("round 1: interrupted while the generator wrote");

    CountDownLatch failing = new CountDownLatch(1);
    DomainDetector pausing =
        detector(
                text -> {
                  failing.countDown();
                  throw new IllegalStateException("busy");
                })
            .threads(1)
            .retries(9, Duration.ofMinutes(1))
            .build();
    assertThat(interrupted(pausing, failing)).hasMessageContaining("interrupted");
  }

  @Test
  void asksAgainThoughTheJudgeLeftItsThreadInterrupted() {
    Failing once = new Failing(20, 21, new IllegalStateException("busy"));
    DomainClassifier interrupting =
        text -> {
          Thread.currentThread().interrupt();
          return once.classify(text);
        };

    assertThat(
            detector(interrupting)
                .threads(1)
                .retries(1, Duration.ofMillis(1))
                .build()
                .detect()
                .rounds())
        .isEqualTo(uninterrupted().rounds());
  }

  @Test
  void refusesAFileOfAnotherKind() throws IOException {
    Path file = folder.resolve("binary");
    Files.write(file, new byte[] {1, (byte) 0xFF, 3});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetectionProgress.read(file))
        .withMessageContaining(file + ": the detection cannot be gone on with");
  }

  @Test
  void namesAPackedFileOnce() throws IOException {
    Path file = folder.resolve("packed");
    Files.write(file, new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 0, 0});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetectionProgress.read(file))
        .withMessage(file + " is packed with zstd; unpack it first, for example with unzstd");
  }

  @Test
  void refusesToGoOnWithAnotherDetection() {
    Throwable thrown =
        catchThrowable(
            detector(new Failing(60, 61, new IllegalStateException("busy"))).build()::detect);
    DetectionProgress progress = progress(thrown);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> detector(GOOD).seed(8).build().resume(progress))
        .withMessageContaining("has seed 7 and this detector 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> detector(GOOD).samplesPerRound(51).build().resume(progress))
        .withMessageContaining("has 50 samples a round and this detector 51");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> detector(GOOD).domains("d1", "d0", "d2").build().resume(progress))
        .withMessageContaining("[d0, d1, d2]")
        .withMessageContaining("same order");
  }

  @Test
  void dropsJudgementsOfTextsThatAreNotWrittenAgain() {
    Throwable thrown =
        catchThrowable(
            detector(new Failing(75, 76, new IllegalStateException("busy"))).threads(1).build()
                ::detect);
    TextGenerator other = (count, seed) -> WrittenProbabilities.anything(3).generate(count, 5);

    Detection detection = detector(GOOD).generator(other).build().resume(progress(thrown));

    assertThat(detection.rounds().get(0)).isEqualTo(uninterrupted().rounds().get(0));
    assertThat(detection.rounds().get(1).distribution())
        .isEqualTo(detection.rounds().get(2).distribution());
  }

  @Test
  void noticesAnAlteredFile() {
    Throwable thrown =
        catchThrowable(
            detector(new Failing(60, 61, new IllegalStateException("busy"))).build()::detect);
    String json = progress(thrown).toJson();

    IntStream.range(0, json.length())
        .filter(i -> Character.isDigit(json.charAt(i)))
        .forEach(
            i -> {
              char digit = json.charAt(i) == '9' ? '8' : (char) (json.charAt(i) + 1);
              String altered = json.substring(0, i) + digit + json.substring(i + 1);
              Throwable refused =
                  catchThrowable(
                      () ->
                          // The last digit of a number may not change the number.
                          assertThat(DetectionProgress.fromJson(altered).toJson()).isEqualTo(json));
              assertThat(refused)
                  .as("character %s", i)
                  .satisfiesAnyOf(
                      nothing -> assertThat(nothing).isNull(),
                      told ->
                          assertThat(told)
                              .isInstanceOf(IllegalArgumentException.class)
                              .hasMessageContaining("the detection cannot be gone on with"));
            });
    for (String bad : new String[] {"", "{}", "[]", "7", json.substring(1), json + "x"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> DetectionProgress.fromJson(bad));
    }
  }

  @Test
  void checksTheOptions() {
    DomainDetector.Builder builder = DomainDetector.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.retries(-1, Duration.ZERO))
        .withMessage("retries is -1; it must be at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.retries(1, Duration.ofMillis(-1)))
        .withMessageContaining("-0.001 s; it must be 0 to a day");
  }
}
