// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.versatune.DomainDistribution;
import org.versatune.detection.DomainClassifier;
import org.versatune.detection.JudgeException;

/**
 * Judges texts by asking a chat model, any that LangChain4j serves. This is the judge of the paper,
 * in which a strong model sorts what the base model writes (arXiv 2411.11266, phase 1). The prompt,
 * the reading of answers and the handling of calls are our choice; {@code docs/detection.md}
 * describes them.
 *
 * <pre>{@code
 * ChatModelJudge judge =
 *     ChatModelJudge.builder(chatModel)
 *         .domain("law", "statutes, contracts, court decisions")
 *         .domain("medicine", "diseases, drugs, patients")
 *         .domain("code", "source code of any language, and its documentation")
 *         .cache(Path.of("out/judgements.jsonl"))
 *         .build();
 * }</pre>
 *
 * <p>Probabilities come from log-probabilities where the provider gives them, otherwise from the
 * shares of {@link ChatJudgeBuilder#votes}. If an answer is not a label, the judge asks once more;
 * it declines the text after a second such answer, after the answer "none of these", and at once
 * where the provider filters the text or the answer. A failed call is repeated; when repeating does
 * not help, the judge throws a {@link JudgeException}.
 *
 * <p>The cache keeps each answer before it is used. So a detection that was killed and started
 * again does not ask again for an answer that had come, and a second detection makes no call.
 * Judges of one process share a cache; another process is refused until the last of them is {@link
 * #close closed}, or this process ends.
 *
 * <p>Nothing that this class logs or throws holds a key or a text. LangChain4j logs by itself where
 * a model has retries or logging of its own: build the model with {@code maxRetries(0)}, and for
 * servers that refuse calls with {@link RetryAfterHttpClient}.
 *
 * <p>Safe for use by any number of threads; its answers do not depend on the number of threads. For
 * equal texts it asks once.
 */
public final class ChatModelJudge implements DomainClassifier, Closeable {
  /** A text is cut in halves that are no shorter than this where a server takes no longer one. */
  private static final int SHORTEST = 50;

  private final ChatJudgeOptions options;
  private final ChatLabels labels;
  private final LabelProbabilities probabilities;
  private final ChatPrompt prompt;
  private final ChatCalls calls;
  private final ChatCache cache;
  private final ChatTally tally;
  private final HashCode identity;
  private final ChatNotes notes = new ChatNotes();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ConcurrentMap<String, CompletableFuture<Judged>> underWay =
      new ConcurrentHashMap<>();

  /**
   * What was found out about a text.
   *
   * @param judgement empty where it is declined
   * @param asked whether a call was made
   */
  private record Judged(Optional<DomainDistribution> judgement, boolean asked) {}

  ChatModelJudge(ChatModel model, ChatJudgeOptions options, ChatCalls calls, CallClock clock) {
    this.options = options;
    this.labels = new ChatLabels(options.descriptions().keySet().asList());
    this.probabilities = new LabelProbabilities(labels.all());
    this.prompt =
        new ChatPrompt(
            options.descriptions(),
            options.structured(),
            options.logProbabilities(),
            options.temperature(),
            options.longestText());
    this.calls = calls;
    this.tally = new ChatTally(options, calls, clock);
    this.identity =
        hash(
            List.of(
                prompt.identity(),
                options.modelName(),
                model.provider().name(),
                String.valueOf(model.defaultRequestParameters().temperature())));
    this.cache = ChatCache.open(options.cache(), shortIdentity());
  }

  private String shortIdentity() {
    return identity.toString().substring(0, 16);
  }

  /**
   * Starts a judge.
   *
   * @param model answers; called from several threads at once. Build it with {@code maxRetries(0)}:
   *     the judge repeats failed calls itself, and counts them
   * @return a builder that still needs domains
   */
  @SuppressWarnings("exports") // Whoever has a model has its module, which is optional here.
  public static ChatJudgeBuilder builder(ChatModel model) {
    return new ChatJudgeBuilder(notNull(model, "model"));
  }

  /**
   * Returns the domains, in the order in which they were given.
   *
   * @return at least two names
   */
  public ImmutableList<String> domains() {
    return labels.domains();
  }

  /**
   * Returns how far this judge has come since it was built.
   *
   * @return counts, time and cost
   */
  public ChatJudgeProgress progress() {
    return tally.progress();
  }

  /**
   * Judges one text, with the answers in the cache if they are there. A blank text is declined
   * without a call.
   *
   * @throws JudgeException if the model fails after all repetitions or can judge no text at all,
   *     the budget is used up, or the cache cannot be appended to; the message holds neither key
   *     nor text
   */
  @Override
  public Optional<DomainDistribution> classify(String text) {
    tally.begin();
    String shown = prompt.shown(notNull(text, "text"));
    Judged judged = shown.isBlank() ? new Judged(Optional.empty(), false) : once(shown);
    tally.judged(judged.judgement().isEmpty(), judged.asked());
    return judged.judgement();
  }

  /**
   * Ends the calls that are under way, whose texts are not judged, and gives the cache back to
   * other processes. Texts whose answers are known are still judged. Closing twice does nothing.
   *
   * @throws java.io.UncheckedIOException if the cache cannot be given back
   */
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      calls.close();
      cache.close();
    }
  }

  /** Lets one thread ask for a text, and others that have the same text wait for what it finds. */
  private Judged once(String text) {
    while (true) {
      try {
        return tryOnce(text);
      } catch (OtherInterruptedException e) {
        // The thread that asked is gone, and this one is not: it asks in its place.
      }
    }
  }

  /** The thread that asked for the same text was interrupted. */
  private static final class OtherInterruptedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private Judged tryOnce(String text) throws OtherInterruptedException {
    CompletableFuture<Judged> mine = new CompletableFuture<>();
    CompletableFuture<Judged> theirs = underWay.putIfAbsent(text, mine);
    try {
      if (theirs != null) {
        return new Judged(theirs.get().judgement(), false);
      }
      Judged judged = judge(text);
      mine.complete(judged);
      return judged;
    } catch (InterruptedException e) {
      mine.completeExceptionally(e);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a text was judged", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw new OtherInterruptedException();
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException same ? same : new IllegalStateException(e);
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(text, mine);
    }
  }

  private Judged judge(String text) throws InterruptedException {
    double[] weights = new double[labels.domains().size()];
    int placed = 0;
    int votes = options.votes();
    boolean asked = false;
    for (int vote = 0; vote < votes; vote++) {
      Asked answer = ask(text, vote);
      asked |= answer.called();
      if (answer.answer().soft()) {
        votes = 1; // Probabilities say more than any number of votes.
        weights = new double[weights.length];
        placed = 0;
      }
      if (answer.answer().kind() == ChatAnswer.Kind.LABEL) {
        placed++;
        for (int j = 0; j < weights.length; j++) {
          weights[j] += answer.answer().weights().get(j);
        }
      }
    }
    return new Judged(
        2 * placed > votes
            ? Optional.of(DomainDistribution.relative(labels.domains(), weights))
            : Optional.empty(),
        asked);
  }

  /** An answer, and whether it took a call. */
  private record Asked(ChatAnswer answer, boolean called) {}

  /** One vote: asks, and once more where the answer is no label. */
  private Asked ask(String text, int vote) throws InterruptedException {
    Asked first = ask(text, vote, false);
    if (first.answer().kind() != ChatAnswer.Kind.UNUSABLE) {
      return first;
    }
    Asked second = ask(text, vote, true);
    return new Asked(second.answer(), first.called() || second.called());
  }

  private Asked ask(String text, int vote, boolean again) throws InterruptedException {
    HashCode hash = key(text, vote, again);
    String key = hash.toString();
    Optional<ChatAnswer> known = cache.get(key, labels.domains().size());
    if (known.isPresent()) {
      return new Asked(known.get(), false);
    }
    Called called = call(text, again, hash.asLong());
    ChatAnswer answer = called.answer();
    if (called.filtered() && !again) {
      // Other words of ours are the same to a filter: the second question has its answer.
      cache.put(key(text, vote, true).toString(), unusable(0), shortIdentity());
    }
    cache.put(key, answer, shortIdentity());
    tally.tokens(answer);
    return new Asked(answer, true);
  }

  private HashCode key(String text, int vote, boolean again) {
    return hash(List.of(identity.toString(), vote + (again ? " again" : ""), text));
  }

  /** What came of a call, and whether the provider filtered the text or the answer. */
  private record Called(ChatAnswer answer, boolean filtered) {}

  /**
   * Asks the model, with half of the text, a quarter and so on where the server takes no more: each
   * text for itself, so that what it is judged by does not depend on those before.
   */
  private Called call(String text, boolean again, long seed) throws InterruptedException {
    for (String shown = text; ; ) {
      long tokens = prompt.tokens(shown);
      try {
        Optional<ChatResponse> response = calls.call(prompt.request(shown, again), tokens, seed);
        if (response.isEmpty()) {
          notes.refused();
          return new Called(unusable(tokens), false);
        }
        return new Called(
            read(response.get(), tokens),
            response.get().finishReason() == FinishReason.CONTENT_FILTER);
      } catch (ChatCalls.FilteredException e) {
        notes.filtered();
        return new Called(unusable(tokens), true);
      } catch (ChatCalls.TooLongException e) {
        if (shown.length() / 2 < SHORTEST) {
          throw e.failure();
        }
        notes.tooLong(shown.length());
        shown = ChatPrompt.beginning(shown, shown.length() / 2);
      }
    }
  }

  private static ChatAnswer unusable(long tokens) {
    return new ChatAnswer(ChatAnswer.Kind.UNUSABLE, ImmutableList.of(), false, tokens, 0);
  }

  private ChatAnswer read(ChatResponse response, long estimate) {
    String text = Optional.ofNullable(response.aiMessage().text()).orElse("");
    var usage = Optional.ofNullable(response.tokenUsage());
    long input =
        usage
            .map(u -> u.inputTokenCount())
            .filter(n -> n >= 0)
            .map(Integer::longValue)
            .orElse(estimate);
    long output =
        usage.map(u -> u.outputTokenCount()).filter(n -> n >= 0).map(Integer::longValue).orElse(0L);
    Optional<Integer> label =
        response.finishReason() == FinishReason.LENGTH
                || response.finishReason() == FinishReason.CONTENT_FILTER
            ? Optional.empty()
            : labels.read(text);
    if (label.isEmpty()) {
      notes.noLabel(text, response.finishReason());
      return new ChatAnswer(ChatAnswer.Kind.UNUSABLE, ImmutableList.of(), false, input, output);
    }
    Optional<double[]> soft =
        options.logProbabilities()
            ? probabilities.of(text, label.get(), OpenAiLogProbabilities.tokens(response))
            : Optional.empty();
    if (options.logProbabilities() && soft.isEmpty()) {
      notes.noLogProbabilities();
    }
    double[] mass =
        soft.orElseGet(
            () -> {
              double[] hard = new double[labels.domains().size() + 1];
              hard[label.get()] = 1;
              return hard;
            });
    return answer(mass, soft.isPresent(), input, output);
  }

  /** A text that fits none of the domains best is declined; otherwise the domains share it. */
  private ChatAnswer answer(double[] mass, boolean soft, long input, long output) {
    int k = labels.domains().size();
    double most = 0;
    double sum = 0;
    for (int j = 0; j < k; j++) {
      most = Math.max(most, mass[j]);
      sum += mass[j];
    }
    if (mass[k] > most) {
      return new ChatAnswer(ChatAnswer.Kind.NONE, ImmutableList.of(), soft, input, output);
    }
    ImmutableList.Builder<Double> weights = ImmutableList.builderWithExpectedSize(k);
    for (int j = 0; j < k; j++) {
      weights.add(mass[j] / sum);
    }
    return new ChatAnswer(ChatAnswer.Kind.LABEL, weights.build(), soft, input, output);
  }

  private static HashCode hash(List<String> parts) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (String part : parts) {
      hasher.putInt(part.length()).putUnencodedChars(part);
    }
    return hasher.hash();
  }

  /** Returns model, domains and a hash of everything else that its answers depend on. */
  @Override
  public String toString() {
    return "ChatModelJudge{model "
        + options.modelName()
        + ", domains "
        + domains()
        + ", votes "
        + options.votes()
        + ", "
        + shortIdentity()
        + "}";
  }
}
