// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;

/**
 * Says what the library advises in the words of a plan: the library speaks of its methods, which
 * somebody who writes a plan does not call.
 */
final class PlanWords {
  private static final ImmutableMap<Pattern, String> WORDS =
      ImmutableMap.<Pattern, String>builder()
          .put(
              Pattern.compile("pass VersaTune\\.builder\\(\\)\\.domainSizes\\(map\\)[^:;]*"),
              "give 'epochCap': the rows of each domain are counted for it")
          .put(
              Pattern.compile("pass VersaTune\\.builder\\(\\)\\.(\\w+)\\(map\\) (?=the )"),
              "give '$1', ")
          .put(Pattern.compile("pass VersaTune\\.builder\\(\\)\\.(\\w+)\\(map\\)"), "give '$1'")
          .put(Pattern.compile("; the DL4J module measures it with ReferenceLosses"), "")
          .put(
              Pattern.compile(
                  "give it with Schedulers\\.named\\(RuleDescription\\.of\\(.*…\\)\\)\\)"),
              "give it in 'ruleOptions'")
          .put(
              Pattern.compile(", or use DomainDistribution\\.relative\\(\\.\\.\\.\\).* counts"), "")
          .put(
              Pattern.compile(
                  "[Rr]eport with run\\.report\\(Feedback\\.at\\(step\\)\\.losses\\(map\\)\\)"),
              "Report losses, by {\"report\": …} or versatune update")
          .put(
              Pattern.compile("report losses with Feedback\\.at\\(step\\)\\.losses\\(map\\)"),
              "report losses by domain")
          .put(Pattern.compile("Schedulers\\.constant\\(\\)"), "'rule: constant'")
          .put(Pattern.compile("build the run without (\\w+)"), "leave '$1' out of the plan")
          .put(
              Pattern.compile("(?:build it with|call) weightsBy\\(.*\\)"),
              "give 'weightUnit: tokens'")
          .put(Pattern.compile(", or take the domains of this file byField\\(\".*?\"\\)"), "")
          .put(
              Pattern.compile("\\(plan, nextDomain, or an iterator built on it\\)"),
              "(next or rows)")
          .put(Pattern.compile("by weights\\(\\) itself"), "by the weights itself")
          .put(Pattern.compile("(names|ignore)\\(…\\)"), "'$1' of 'losses'")
          .buildOrThrow();

  private PlanWords() {}

  /** A message of the library for somebody who wrote a plan. */
  static String of(String message) {
    String said = message;
    for (Map.Entry<Pattern, String> words : WORDS.entrySet()) {
      said = words.getKey().matcher(said).replaceAll(words.getValue());
    }
    return said;
  }

  /** Does something, and says what is wrong in the words of a plan. */
  static <T> T checked(Supplier<T> action) {
    try {
      return action.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(of(String.valueOf(e.getMessage())), e);
    }
  }

  /** Lets the log of this process speak so from now on. */
  static void speakInLog() {
    Arrays.stream(Logger.getLogger("").getHandlers()).forEach(PlanWords::speak);
  }

  private static void speak(Handler handler) {
    if (handler.getFilter() == null) {
      handler.setFilter(
          record -> {
            record.setMessage(of(new SimpleFormatter().formatMessage(record)));
            record.setParameters(null);
            return true;
          });
    }
  }
}
