// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.versatune.detection.JudgeException;
import org.versatune.internal.Durations;

/**
 * Makes calls: through the gate, within the budget and the time limit, and again after a pause
 * where they fail.
 *
 * <p>A call that the server refuses takes nothing from the budget of tokens; one whose answer does
 * not come takes its estimate, since the server may have written it.
 *
 * <p>A call runs on a thread of its own, so that a model that ignores its timeout is left behind
 * after ours. The pause before repetition n is the first pause · 2ⁿ, at most a minute, times a
 * factor of 1/2 to 1 that follows from the text, so that calls that failed together do not come
 * back together; a pause that the server asks for is kept in full by all calls.
 */
final class ChatCalls implements Closeable {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final ChatModel model;
  private final CallGate gate;
  private final ChatBudget budget;
  private final Limits limits;
  private final CallClock clock;
  private final LongAdder made = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private volatile boolean closed;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setNameFormat("versatune-call-%d").setDaemon(true).build());

  /**
   * How long and how often to try.
   *
   * @param timeout for one call
   * @param retries calls after the first that failed
   * @param firstPause before the first of them, doubled before each further one
   * @param longestWait that a server may ask for
   */
  record Limits(Duration timeout, int retries, Duration firstPause, Duration longestWait) {}

  /** The server takes no text as long as this one. */
  static final class TooLongException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What to throw where the text cannot be made shorter. */
    private final JudgeException failure;

    TooLongException(JudgeException failure) {
      super(failure.getMessage());
      this.failure = failure;
    }

    JudgeException failure() {
      return failure;
    }
  }

  /** The provider lets the model see no such text, whatever it is asked. */
  static final class FilteredException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  ChatCalls(ChatModel model, CallGate gate, ChatBudget budget, Limits limits, CallClock clock) {
    this.model = model;
    this.gate = gate;
    this.budget = budget;
    this.limits = limits;
    this.clock = clock;
  }

  /** Calls that were made, repetitions among them. */
  long made() {
    return made.sum();
  }

  /** Calls that were repetitions of a failed one. */
  long repeated() {
    return repeated.sum();
  }

  /**
   * Asks the model.
   *
   * @param tokens an estimate of what the call takes
   * @param seed follows from the text
   * @return the answer; empty where the model refuses the text
   * @throws JudgeException if it fails after all repetitions, or would always fail
   * @throws TooLongException if a shorter text may be answered
   * @throws FilteredException if the provider refuses the text
   */
  Optional<ChatResponse> call(ChatRequest request, long tokens, long seed)
      throws InterruptedException, TooLongException, FilteredException {
    SplittableRandom spread = new SplittableRandom(seed);
    for (int done = 0; ; done++) {
      ChatFailure failure;
      gate.enter();
      try {
        checkOpen();
        budget.take(tokens);
        made.increment();
        if (done > 0) {
          repeated.increment();
        }
        ChatResponse response = timed(request);
        budget.settle(tokens, used(response, tokens));
        return Optional.of(response);
      } catch (JudgeException e) {
        throw e;
      } catch (RuntimeException e) {
        failure = ChatFailure.of(e);
        if (failure.free()) {
          budget.settle(tokens, 0);
        }
      } finally {
        gate.leave();
      }
      if (failure.action() == ChatFailure.Action.REFUSED) {
        return Optional.empty();
      }
      if (failure.action() == ChatFailure.Action.FILTERED) {
        throw new FilteredException();
      }
      if (failure.action() == ChatFailure.Action.TOO_LONG) {
        throw new TooLongException(failed(failure, done + 1));
      }
      checkOpen();
      if (failure.action() != ChatFailure.Action.REPEAT || done >= limits.retries()) {
        throw failed(failure, done + 1);
      }
      waitAfter(failure, done, spread);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new JudgeException(
          "the judge was closed; what was judged is in the cache, if it has one",
          JudgeException.Scope.DETECTION);
    }
  }

  /** Ends the calls that are under way. Those that wait for their turn end when it comes. */
  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
  }

  private void waitAfter(ChatFailure failure, int done, SplittableRandom spread)
      throws InterruptedException {
    if (failure.pause().isPresent()) {
      Duration asked = failure.pause().get();
      if (asked.compareTo(limits.longestWait()) > 0) {
        throw new JudgeException(
            "the server asks to wait "
                + Durations.text(asked)
                + " before the next call, and the judge waits at most "
                + Durations.text(limits.longestWait())
                + " ("
                + failure.what()
                + "); go on then: what was judged is in the cache, if it has one",
            JudgeException.Scope.DETECTION);
      }
      gate.pause(asked);
      if (done == 0) {
        return;
      }
      // A server that asks for no pause and refuses again gets the longer of the two.
    }
    double pause =
        Math.min(
            limits.firstPause().toNanos() * Math.pow(2, Math.min(done, 30)),
            (double) LONGEST_PAUSE.toNanos());
    long nanos = Math.round(pause * (0.5 + 0.5 * spread.nextDouble()));
    if (nanos > 0) {
      clock.sleep(nanos);
    }
  }

  private static JudgeException failed(ChatFailure failure, int tries) {
    return new JudgeException(
        "the chat model failed"
            + (tries == 1 ? "" : " " + tries + " times, of late")
            + " with "
            + failure.what()
            + "; "
            + failure.remedy(),
        failure.action() == ChatFailure.Action.STOP
            ? JudgeException.Scope.DETECTION
            : JudgeException.Scope.TEXT);
  }

  private ChatResponse timed(ChatRequest request) throws InterruptedException {
    Future<ChatResponse> call;
    try {
      call = threads.submit(() -> model.chat(request));
    } catch (RejectedExecutionException e) {
      throw new CancellationException("closed"); // In between; the loop says so.
    }
    try {
      return call.get(limits.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("no answer within " + Durations.text(limits.timeout()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw cause instanceof RuntimeException trouble ? trouble : new IllegalStateException(cause);
    } catch (CancellationException e) {
      throw new IllegalStateException(e);
    } finally {
      call.cancel(true);
    }
  }

  private static long used(ChatResponse response, long estimate) {
    @Nullable Integer counted =
        response.tokenUsage() == null ? null : response.tokenUsage().totalTokenCount();
    // A negative count would give the budget back what was spent.
    return counted == null || counted < 0 ? estimate : counted;
  }
}
