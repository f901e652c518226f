// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallGateTest {
  private static final int CALLS = 4;

  /** Time that passes only when all callers wait, and then as far as the first one needs. */
  private static final class SharedClock implements CallClock {
    @GuardedBy("this")
    private long now;

    @GuardedBy("this")
    private final List<Long> ends = new ArrayList<>();

    @Override
    public synchronized long nanos() {
      return now;
    }

    @Override
    public synchronized void sleep(long nanos) throws InterruptedException {
      Long end = now + nanos;
      ends.add(end);
      notifyAll();
      while (now < end) {
        wait();
      }
      ends.remove(end);
    }

    synchronized void advance(int sleeping) throws InterruptedException {
      while (ends.size() < sleeping || Collections.min(ends) <= now) {
        wait(1);
      }
      now = Collections.min(ends);
      notifyAll();
    }

    /** Whether this many calls sleep and none of them is to wake now. */
    synchronized boolean isIdle(int sleeping) {
      return ends.size() == sleeping && (ends.isEmpty() || Collections.min(ends) > now);
    }

    synchronized void awaitSleeping(int count) throws InterruptedException {
      while (ends.size() < count) {
        wait();
      }
    }
  }

  @Test
  void callsThatWaitThroughAPauseBeginOneAfterTheOtherWhenItEnds() throws Exception {
    SharedClock clock = new SharedClock();
    Duration interval = Duration.ofNanos(10);
    CallGate gate = new CallGate(CALLS + 1, interval, clock);
    gate.enter(); // At 0, so that the others have to wait.
    List<Long> starts = Collections.synchronizedList(new ArrayList<>());
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      Thread caller =
          new Thread(
              () -> {
                try {
                  gate.enter();
                  starts.add(clock.nanos());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      caller.start();
      callers.add(caller);
    }
    clock.awaitSleeping(CALLS);
    gate.pause(Duration.ofNanos(1_000));

    for (int left = CALLS; left > 0; ) {
      clock.advance(left);
      // Whoever woke either sleeps on or has begun.
      int begun = starts.size();
      long spun = System.nanoTime();
      while (!clock.isIdle(CALLS - begun)) {
        assertThat(System.nanoTime() - spun).isLessThan(TimeUnit.MINUTES.toNanos(1));
        Thread.onSpinWait();
        begun = starts.size();
      }
      left = CALLS - begun;
    }
    for (Thread caller : callers) {
      caller.join(60_000);
      assertThat(caller.isAlive()).isFalse();
    }

    assertThat(starts).hasSize(CALLS).allMatch(start -> start >= 1_000);
    List<Long> sorted = starts.stream().sorted().toList();
    for (int i = 1; i < CALLS; i++) {
      assertThat(sorted.get(i) - sorted.get(i - 1)).isGreaterThanOrEqualTo(interval.toNanos());
    }
  }
}
