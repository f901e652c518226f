// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.CharMatcher;
import com.google.common.base.Stopwatch;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.versatune.detection.model.ChatJudgeBuilder;
import org.versatune.detection.model.ChatJudgeProgress;
import org.versatune.detection.model.ChatModelJudge;
import org.versatune.detection.model.RetryAfterHttpClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options of a judge that is a served chat model. */
final class ServedJudgeOptions {
  /** The options below, of which none may be given with the embedded judge. */
  static final ImmutableSet<String> NAMES =
      CommandSpec.forAnnotatedObject(new ServedJudgeOptions()).options().stream()
          .map(OptionSpec::longestName)
          .collect(ImmutableSet.toImmutableSet());

  /** A name that is no key: what it is called may be printed. */
  private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]{0,60}");

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  /** What a server speaks. */
  enum Api {
    /** The form of OpenAI, which most servers speak. */
    OPENAI,
    /** The form of Ollama. */
    OLLAMA
  }

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "Where the model is served, such as http://localhost:8000/v1")
  private @Nullable String baseUrl;

  @Option(names = "--model", paramLabel = "NAME", description = "Its name at the server")
  private @Nullable String model;

  @Option(
      names = "--key-env",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds the key. Default: no key is sent")
  private @Nullable String keyVariable;

  /** What people try first; the message does not repeat it. */
  @Option(
      names = {"--key", "--api-key"},
      hidden = true)
  private @Nullable String key;

  @Option(
      names = "--api",
      paramLabel = "openai|ollama",
      description = "What the server speaks. Default: openai")
  private Api api = Api.OPENAI;

  @Option(
      names = "--domain",
      paramLabel = "NAME=LINE",
      description = "A domain and a line on what belongs to it; give it for each domain")
  private List<String> domains = ImmutableList.of();

  @Option(
      names = "--cache",
      paramLabel = "FILE",
      description =
          "Keeps the answers: a second run makes no call, and one that was stopped goes on."
              + " Default: none, which a warning says")
  private @Nullable Path cache;

  @Option(
      names = "--schema",
      description = "Bind the answers to a JSON schema, for servers that keep to one")
  private boolean schema;

  @Option(
      names = "--no-log-probabilities",
      description = "Do not ask for log-probabilities, for servers that refuse to give them")
  private boolean noLogProbabilities;

  @Option(
      names = "--no-temperature",
      description = "Send no temperature, for models that refuse one")
  private boolean noTemperature;

  @Option(
      names = "--votes",
      paramLabel = "N",
      description = "Answers to a text where there are no log-probabilities. Default: 1")
  private int votes = 1;

  @Option(
      names = "--longest-text",
      paramLabel = "N",
      description = "Characters that the model is shown of a text. Default: 4000")
  private int longestText = 4000;

  @Option(names = "--concurrency", paramLabel = "N", description = "Calls at once. Default: 16")
  private int concurrency = 16;

  @Option(names = "--calls-per-minute", paramLabel = "N", description = "Default: no limit")
  private @Nullable Double callsPerMinute;

  @Option(names = "--most-calls", paramLabel = "N", description = "Default: no limit")
  private @Nullable Long mostCalls;

  @Option(names = "--most-tokens", paramLabel = "N", description = "Default: no limit")
  private @Nullable Long mostTokens;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "Repetitions of a call that failed. Default: 5")
  private int retries = 5;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Time after which a call has failed. Default: 120")
  private int timeout = 120;

  @Option(
      names = "--prices",
      paramLabel = "IN,OUT",
      split = ",",
      description = "Price of a million tokens of questions and of answers, for the cost so far")
  private List<Double> prices = List.of();

  /** What the library calls its settings in remedies, and what they are called here. */
  private static final ImmutableMap<String, String> WORDS =
      ImmutableMap.<String, String>builder()
          .put("raise mostCalls", "raise --most-calls")
          .put("raise mostTokens", "raise --most-tokens")
          .put("raise retries", "raise --retries")
          .put("lower longestText", "lower --longest-text")
          .put("JudgeFailurePolicy.DECLINE", "--decline-failures")
          .put(
              "switch them off in the judge",
              "leave them out: --no-log-probabilities, no --schema, --no-temperature")
          .buildOrThrow();

  /** Puts the options of the command into what the library says of a failure. */
  static String withOptions(String message) {
    String said = message;
    for (Map.Entry<String, String> word : WORDS.entrySet()) {
      said = said.replace(word.getKey(), word.getValue());
    }
    return said;
  }

  /** Texts that are judged at once. */
  int threads() {
    return concurrency;
  }

  /** Where answers are kept; null where nowhere. */
  @Nullable Path cache() {
    return cache;
  }

  /** The domains in the order in which they were given. */
  ImmutableList<String> domains() {
    return descriptions().keySet().asList();
  }

  /** By domain; read here because the command line's own maps silently keep the last of two. */
  private ImmutableMap<String, String> descriptions() {
    return KeyValues.read("--domain", domains, "\"law=statutes, contracts\"");
  }

  /**
   * Makes the judge.
   *
   * @param texts how many there are
   * @param err gets the progress
   * @throws IllegalArgumentException if an option is missing or cannot be used
   */
  ChatModelJudge judge(long texts, PrintWriter err) {
    ChatJudgeBuilder builder = builder(texts, err);
    if (cache != null) {
      builder.cache(cache);
    } else {
      err.println("warning: no --cache FILE: a run that is stopped would ask for everything again");
    }
    try {
      return builder.build();
    } catch (IllegalStateException e) {
      // Another process uses the cache: that is wrong with what the user asked for.
      throw CommandFailure.unusable(String.valueOf(e.getMessage()), e);
    }
  }

  /** Describes the judge as {@link #judge} makes it, and makes nothing. */
  ChatJudgeBuilder builder(long texts, PrintWriter err) {
    checkArgument(
        key == null,
        "a key on the command line can be read by others on this machine; put it into an"
            + " environment variable and name that: --key-env VARIABLE");
    String name = needed(model, "--model NAME");
    ChatModel served = served(address(), name);
    ChatJudgeBuilder builder =
        ChatModelJudge.builder(served)
            .modelName(name)
            .logProbabilities(!noLogProbabilities)
            .votes(votes)
            .longestText(longestText)
            .concurrency(concurrency)
            .retries(retries, Duration.ofSeconds(1))
            .timeout(Duration.ofSeconds(timeout))
            .expectedTexts(texts)
            .onProgress(everyFewSeconds(err));
    ImmutableMap<String, String> described = descriptions();
    checkArgument(
        described.size() >= 2,
        "a served judge needs at least two domains: --domain \"law=statutes, contracts\""
            + " --domain \"code=source code\"");
    described.forEach(builder::domain);
    if (noTemperature) {
      builder.temperatureOfModel();
    }
    Optional.ofNullable(callsPerMinute).ifPresent(builder::callsPerMinute);
    Optional.ofNullable(mostCalls).ifPresent(builder::mostCalls);
    Optional.ofNullable(mostTokens).ifPresent(builder::mostTokens);
    if (!prices.isEmpty()) {
      checkArgument(prices.size() == 2, "--prices takes two numbers, such as --prices 0.15,0.6");
      builder.pricesPerMillionTokens(prices.get(0), prices.get(1));
    }
    return builder;
  }

  private String address() {
    String url = needed(baseUrl, "--base-url URL");
    checkArgument(
        isAddress(url),
        "--base-url is no address of a server; write one such as http://localhost:8000/v1");
    return url;
  }

  private static boolean isAddress(String url) {
    try {
      URI parsed = new URI(url);
      return parsed.getHost() != null
          && (url.startsWith("http://") || url.startsWith("https://"))
          && parsed.getUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private ChatModel served(String url, String name) {
    Set<Capability> capabilities =
        schema ? Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA) : Set.of();
    // The judge repeats calls; what the model says of failures could hold the key or a text.
    if (api == Api.OLLAMA) {
      checkArgument(keyVariable == null, "--key-env is for --api openai; Ollama takes no key");
      return OllamaChatModel.builder()
          .baseUrl(url)
          .modelName(name)
          .httpClientBuilder(RetryAfterHttpClient.builder())
          .supportedCapabilities(capabilities)
          .timeout(Duration.ofSeconds(timeout))
          .maxRetries(0)
          .build();
    }
    return OpenAiChatModel.builder()
        .baseUrl(url)
        .apiKey(key())
        .modelName(name)
        .httpClientBuilder(RetryAfterHttpClient.builder())
        .supportedCapabilities(capabilities)
        .strictJsonSchema(schema)
        .timeout(Duration.ofSeconds(timeout))
        .maxRetries(0)
        .build();
  }

  private @Nullable String key() {
    if (keyVariable == null) {
      return null;
    }
    checkArgument(
        VARIABLE.matcher(keyVariable).matches(),
        "--key-env takes the name of an environment variable in capitals, such as OPENAI_API_KEY,"
            + " and not the key");
    String key = Strings.nullToEmpty(System.getenv(keyVariable)).strip();
    checkArgument(
        !key.isEmpty(), "the environment variable %s of --key-env is not set", keyVariable);
    checkArgument(
        CharMatcher.inRange('!', '~').matchesAllOf(key),
        "the environment variable %s of --key-env holds blanks or characters that no key has",
        keyVariable);
    return key;
  }

  private static String needed(@Nullable String value, String option) {
    checkArgument(value != null && !value.isBlank(), "a served judge needs %s", option);
    return value;
  }

  private static Consumer<ChatJudgeProgress> everyFewSeconds(PrintWriter err) {
    Stopwatch watch = Stopwatch.createStarted();
    return progress -> {
      if (watch.elapsed().compareTo(BETWEEN_LINES) > 0) {
        watch.reset().start();
        err.println(progress);
        err.flush();
      }
    };
  }
}
