// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Durations;
import org.versatune.internal.UnicodeText;

/**
 * Collects what a {@link ChatModelJudge} needs. Each setter checks its argument at once. Not for
 * use by several threads.
 */
public final class ChatJudgeBuilder {
  /** What models of {@code langchain4j-open-ai} have; by name, since the class may be missing. */
  private static final String OPEN_AI_PARAMETERS =
      "dev.langchain4j.model.openai.OpenAiChatRequestParameters";

  /**
   * Control characters, and the separators of lines and paragraphs that Unicode has beside them.
   */
  private static final CharMatcher CONTROL =
      CharMatcher.javaIsoControl().or(CharMatcher.anyOf("\u2028\u2029"));

  private static final int LONGEST_NAME = 200;

  private static final Duration DAY = Duration.ofDays(1);

  private final ChatModel model;
  private final Map<String, String> descriptions = new LinkedHashMap<>();
  private @Nullable String modelName;
  private boolean logProbabilities = true;
  private boolean structured = true;
  private @Nullable OptionalDouble temperature;
  private int votes = 1;
  private int longestText = 4000;
  private int concurrency = 16;
  private Duration interval = Duration.ZERO;
  private OptionalLong mostCalls = OptionalLong.empty();
  private OptionalLong mostTokens = OptionalLong.empty();
  private int retries = 5;
  private Duration firstPause = Duration.ofSeconds(1);
  private Duration timeout = Duration.ofMinutes(2);
  private Duration longestWait = Duration.ofMinutes(10);
  private OptionalLong expectedTexts = OptionalLong.empty();
  private ChatJudgeOptions.@Nullable Price price;
  private @Nullable Path cache;
  private Consumer<ChatJudgeProgress> onProgress = progress -> {};
  private CallClock clock = CallClock.SYSTEM;

  ChatJudgeBuilder(ChatModel model) {
    this.model = model;
  }

  /**
   * Adds a domain.
   *
   * @param name what the model answers with; not blank, no line breaks
   * @param description one line that says what belongs to it, for example {@code "statutes,
   *     contracts, court decisions"}
   * @return this builder
   * @throws IllegalArgumentException if one of them is blank, has several lines or half of a
   *     character, the name has more than 200 characters, or the domain was given before
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder domain(String name, String description) {
    checkLine("the name of a domain", notNull(name, "name"));
    checkArgument(
        name.length() <= LONGEST_NAME,
        "the name of a domain has %s characters, and a model must answer with it: give at most %s,"
            + " and put the rest into the description: '%s…'",
        name.length(),
        LONGEST_NAME,
        name.substring(0, Math.min(name.length(), 40)));
    checkLine("the description of domain '" + name + "'", notNull(description, "description"));
    checkArgument(
        descriptions.putIfAbsent(name, description) == null, "domain '%s' is given twice", name);
    return this;
  }

  private static void checkLine(String what, String text) {
    checkArgument(!text.isBlank(), "%s is blank; the model needs to read it", what);
    checkArgument(
        CONTROL.matchesNoneOf(text),
        "%s has line breaks or control characters; write one line",
        what);
    UnicodeText.checkWhole(what, text);
  }

  /**
   * Names the model, for the cache and the provenance.
   *
   * @param name by default the one that the model has in its parameters
   * @return this builder
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder modelName(String name) {
    checkLine("the name of the model", notNull(name, "name"));
    this.modelName = name;
    return this;
  }

  /**
   * Sets whether to ask for log-probabilities, which {@code OpenAiChatModel} of LangChain4j can.
   *
   * @param wanted true by default; false for a server that refuses to give them. Other models are
   *     never asked
   * @return this builder
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder logProbabilities(boolean wanted) {
    this.logProbabilities = wanted;
    return this;
  }

  /**
   * Sets whether answers are bound to a JSON schema where the model declares that it can.
   *
   * @param wanted true by default; false to read plain answers from every model
   * @return this builder
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder structured(boolean wanted) {
    this.structured = wanted;
    return this;
  }

  /**
   * Sets how many answers to a text are averaged into its probabilities where the provider gives no
   * log-probabilities. A text is declined unless more than half of them name a domain.
   *
   * @param count at least 1; 1 by default, a hard label (our choice). Each costs a call
   * @return this builder
   * @throws IllegalArgumentException if it is below 1
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder votes(int count) {
    checkArgument(count >= 1, "votes is %s; it must be at least 1", count);
    this.votes = count;
    return this;
  }

  /**
   * Sets the temperature of the answers.
   *
   * @param value finite, at least 0; by default the one that the model was built with, and where it
   *     was built with none, 0 for one vote and 1 for several
   * @return this builder
   * @throws IllegalArgumentException if it is negative or not finite
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder temperature(double value) {
    checkArgument(
        value >= 0 && Double.isFinite(value),
        "temperature is %s; it must be finite and at least 0",
        value);
    this.temperature = OptionalDouble.of(value);
    return this;
  }

  /**
   * Sends no temperature, for models that refuse one.
   *
   * @return this builder
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder temperatureOfModel() {
    this.temperature = OptionalDouble.empty();
    return this;
  }

  /**
   * Sets how much of a text the model is shown; the rest is cut off. Where the server takes no text
   * of that length, it is shown half of it, or a quarter and so on.
   *
   * @param characters at least 1; 4 000 by default (our choice)
   * @return this builder
   * @throws IllegalArgumentException if it is below 1
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder longestText(int characters) {
    checkArgument(characters >= 1, "longestText is %s; it must be at least 1", characters);
    this.longestText = characters;
    return this;
  }

  /**
   * Sets how many calls may be under way at once. The detector decides how many texts are judged at
   * once: give its {@code threads} the same number.
   *
   * @param calls at least 1; 16 by default (our choice)
   * @return this builder
   * @throws IllegalArgumentException if it is below 1
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder concurrency(int calls) {
    checkArgument(calls >= 1, "concurrency is %s; it must be at least 1", calls);
    this.concurrency = calls;
    return this;
  }

  /**
   * Limits the rate of calls, repetitions among them. They are spaced evenly.
   *
   * @param calls more than 0; no limit by default
   * @return this builder
   * @throws IllegalArgumentException if it is not more than 0, or less than one a day
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder callsPerMinute(double calls) {
    checkArgument(
        calls > 1.0 / (24 * 60) && Double.isFinite(calls),
        "callsPerMinute is %s; it must be finite and more than one a day",
        calls);
    this.interval = Duration.ofNanos(Math.round(60e9 / calls));
    return this;
  }

  /**
   * Limits the calls that this judge makes, repetitions among them. One more ends the detection.
   *
   * @param calls at least 0; no limit by default
   * @return this builder
   * @throws IllegalArgumentException if it is negative
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder mostCalls(long calls) {
    checkArgument(calls >= 0, "mostCalls is %s; it must be at least 0", calls);
    this.mostCalls = OptionalLong.of(calls);
    return this;
  }

  /**
   * Limits the tokens of questions and answers that this judge uses. A call that could exceed it is
   * not made and ends the detection. Where the provider does not count tokens, three bytes of UTF-8
   * count as one.
   *
   * @param tokens at least 0; no limit by default
   * @return this builder
   * @throws IllegalArgumentException if it is negative
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder mostTokens(long tokens) {
    checkArgument(tokens >= 0, "mostTokens is %s; it must be at least 0", tokens);
    this.mostTokens = OptionalLong.of(tokens);
    return this;
  }

  /**
   * Sets how often a failed call is repeated. A call that would fail again is not repeated: a
   * refused request, a wrong key, an unknown model, an account without credit.
   *
   * @param count at least 0; 5 by default (our choice)
   * @param pause before the first repetition; doubled before each further one up to a minute, and
   *     shortened by up to half. A second by default. A pause that the server asks for takes its
   *     place
   * @return this builder
   * @throws IllegalArgumentException if one of them is negative, or the pause is over a day
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder retries(int count, Duration pause) {
    checkArgument(count >= 0, "retries is %s; it must be at least 0", count);
    this.firstPause = upToADay("the pause before a retry", notNull(pause, "pause"));
    this.retries = count;
    return this;
  }

  /**
   * Sets the time after which a call without a whole answer has failed.
   *
   * @param limit more than 0; two minutes by default
   * @return this builder
   * @throws IllegalArgumentException if it is not more than 0, or over a day
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder timeout(Duration limit) {
    checkArgument(
        !upToADay("timeout", notNull(limit, "limit")).isZero(), "timeout is 0; it must be more");
    this.timeout = limit;
    return this;
  }

  /**
   * Sets the longest pause that a server may ask for. A longer one ends the detection, which can be
   * resumed later.
   *
   * @param limit ten minutes by default (our choice)
   * @return this builder
   * @throws IllegalArgumentException if it is negative, or over a day
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder longestWait(Duration limit) {
    this.longestWait = upToADay("longestWait", notNull(limit, "limit"));
    return this;
  }

  private static Duration upToADay(String what, Duration value) {
    checkArgument(
        !value.isNegative() && value.compareTo(DAY) <= 0,
        "%s is %s; it must be 0 to a day",
        what,
        Durations.text(value));
    return value;
  }

  /**
   * Sets how many texts there will be, from which the progress computes the time and the cost left.
   *
   * @param texts at least 0
   * @return this builder
   * @throws IllegalArgumentException if it is negative
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder expectedTexts(long texts) {
    checkArgument(texts >= 0, "expectedTexts is %s; it must be at least 0", texts);
    this.expectedTexts = OptionalLong.of(texts);
    return this;
  }

  /**
   * Sets what tokens cost, from which the progress computes the cost.
   *
   * @param input price of a million tokens of questions, in any currency, at least 0
   * @param output price of a million tokens of answers, at least 0
   * @return this builder
   * @throws IllegalArgumentException if one of them is negative or not finite
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder pricesPerMillionTokens(double input, double output) {
    checkArgument(
        input >= 0 && output >= 0 && Double.isFinite(input + output),
        "the prices are %s and %s; they must be finite and at least 0",
        input,
        output);
    this.price = new ChatJudgeOptions.Price(input * 1e-6, output * 1e-6);
    return this;
  }

  /**
   * Keeps every answer in a file, and reads earlier answers from it instead of asking again.
   *
   * @param file JSON Lines, appended to; made as needed. Holds hashes of texts and no texts. While
   *     a judge of this process has it, other processes are refused. By default answers are kept in
   *     memory alone
   * @return this builder
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder cache(Path file) {
    this.cache = notNull(file, "file");
    return this;
  }

  /**
   * Sets a listener that is called after each text.
   *
   * @param listener called from the threads that judge, one at a time; it must be quick and throw
   *     nothing
   * @return this builder
   */
  @CanIgnoreReturnValue
  public ChatJudgeBuilder onProgress(Consumer<ChatJudgeProgress> listener) {
    this.onProgress = notNull(listener, "listener");
    return this;
  }

  @CanIgnoreReturnValue
  ChatJudgeBuilder clock(CallClock time) {
    this.clock = time;
    return this;
  }

  /**
   * Makes the judge and reads its cache.
   *
   * @return a judge that is ready
   * @throws IllegalStateException if there are fewer than two domains, the model has no name, or
   *     another process uses the cache
   * @throws IllegalArgumentException if two domains differ only in case or punctuation, one is
   *     called like the answer "none of these", or the cache is another kind of file
   * @throws java.io.UncheckedIOException if the cache cannot be read or made
   */
  public ChatModelJudge build() {
    checkState(
        descriptions.size() >= 2,
        "%s domains; call domain(name, description) at least twice",
        descriptions.size());
    Optional<String> builtIn = Optional.ofNullable(model.defaultRequestParameters().modelName());
    String name = modelName != null ? modelName : builtIn.orElse("");
    checkState(!name.isEmpty(), "the model does not say its name; call modelName(...)");
    ChatNotes.sameDescriptions(descriptions);
    ChatJudgeOptions options =
        new ChatJudgeOptions(
            name,
            ImmutableMap.copyOf(descriptions),
            structured
                && model.supportedCapabilities().contains(Capability.RESPONSE_FORMAT_JSON_SCHEMA),
            logProbabilities
                && model.defaultRequestParameters().getClass().getName().equals(OPEN_AI_PARAMETERS),
            temperatureToSend(),
            votes,
            longestText,
            expectedTexts,
            price,
            cache,
            onProgress);
    ChatCalls calls =
        new ChatCalls(
            model,
            new CallGate(concurrency, interval, clock),
            new ChatBudget(mostCalls, mostTokens),
            new ChatCalls.Limits(timeout, retries, firstPause, longestWait),
            clock);
    return new ChatModelJudge(model, options, calls, clock);
  }

  private OptionalDouble temperatureToSend() {
    if (temperature != null) {
      return temperature;
    }
    return model.defaultRequestParameters().temperature() != null
        ? OptionalDouble.empty()
        : OptionalDouble.of(votes > 1 ? 1 : 0);
  }
}
