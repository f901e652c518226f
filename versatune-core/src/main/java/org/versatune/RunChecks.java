// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.CharMatcher;
import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;
import org.versatune.scheduling.Protection;

/** Checks the arguments of a {@link RunBuilder} and puts them in the order of the domains. */
final class RunChecks {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  /** Between two characters, Persian, several scripts of India and emoji are written with them. */
  private static final Pattern JOINERS = Pattern.compile("(?<=.)[\\u200C\\u200D](?=.)");

  private RunChecks() {}

  /** Checks a share of the whole. */
  static double share(String what, double value) {
    checkArgument(value >= 0 && value <= 1, "%s is %s; it must be in [0, 1]", what, value);
    return value;
  }

  /** Checks a number of passes over the data. */
  static double epochs(String what, double value) {
    checkArgument(
        value > 0 && Double.isFinite(value),
        "%s is %s; it must be finite and above 0",
        what,
        value);
    return value;
  }

  /** Returns a protection of domains, under the name that their parameter has. */
  static Protection protection(String... names) {
    return Protection.of(Given.list(names, "names").toArray(String[]::new));
  }

  /** Checks the largest ratio of a loss to the one before. */
  static double lossJump(double factor) {
    checkArgument(
        factor > 1 && Double.isFinite(factor),
        "onLossJump is %s; the factor must be finite and above 1",
        factor);
    return factor;
  }

  /** Checks within how many standard errors a change is none. */
  static double standardErrors(double number) {
    checkArgument(
        number > 0 && Double.isFinite(number),
        "ignoreNoise is %s standard errors; it must be finite and above 0",
        number);
    return number;
  }

  /**
   * Checks that sizes count examples: gigabytes or shares in their place would end domains early.
   */
  static ImmutableMap<String, Double> sizes(ImmutableMap<String, Double> byDomain) {
    byDomain.forEach(
        (domain, size) ->
            checkArgument(
                !Double.isFinite(size) || size == Math.rint(size),
                "domain size of domain '%s' is %s; sizes count examples, so give a whole number. For"
                    + " weights in proportion to gigabytes or shares, leave sizes out and call"
                    + " initial(DomainDistribution.relative(map))",
                Listed.one(domain),
                size));
    return byDomain;
  }

  /** Checks one number; the text says which number it is. */
  interface Check {
    double checked(String what, double value);
  }

  /** Checks numbers by domain, each under its domain's name. */
  static ImmutableMap<String, Double> each(
      String what, String parameter, Map<String, Double> given, Check check) {
    ImmutableMap<String, Double> numbers = Given.numbers(given, what + ": " + parameter);
    numbers.forEach(
        (domain, value) -> check.checked(what + " of domain '" + Listed.one(domain) + "'", value));
    return numbers;
  }

  /** Returns what is known of a run whose domains were named, by themselves or with its weights. */
  static Setup setup(
      @Nullable DomainDistribution initial,
      ImmutableList<String> domains,
      Map<Signal, ImmutableMap<String, Double>> known) {
    checkArgument(
        initial != null || !domains.isEmpty(),
        "no domain given: call domains(\"law\", \"code\", …)");
    Setup setup = Setup.of(start(initial, domains));
    if (!warnOfAlike(setup.domains())) {
      warnOfUnseen(setup.domains());
    }
    for (Map.Entry<Signal, ImmutableMap<String, Double>> signal : known.entrySet()) {
      setup = setup.with(signal.getKey(), signal.getValue());
    }
    return setup;
  }

  /** Characters without a shape of their own, which line breaks and zero-width blanks are. */
  private static boolean isUnseen(int character) {
    int kind = Character.getType(character);
    return kind == Character.CONTROL
        || kind == Character.FORMAT
        || kind == Character.LINE_SEPARATOR
        || kind == Character.PARAGRAPH_SEPARATOR;
  }

  /** Warns of a name that is not what people see, so that none of their files will have it. */
  private static void warnOfUnseen(ImmutableList<String> domains) {
    for (String domain : domains) {
      String others = JOINERS.matcher(domain).replaceAll("");
      OptionalInt unseen = others.codePoints().filter(RunChecks::isUnseen).findFirst();
      boolean padded = !domain.equals(domain.strip());
      if (unseen.isPresent() || padded) {
        LOG.log(
            System.Logger.Level.WARNING,
            () ->
                "the name of domain '"
                    + Listed.one(domain)
                    + "' has "
                    + (unseen.isPresent()
                        ? String.format(
                            Locale.ROOT,
                            "a character that cannot be seen (U+%04X)",
                            unseen.getAsInt())
                        : "white space at its beginning or end")
                    + ": other files and losses must name it the same way, so give it a name"
                    + " without");
        return;
      }
    }
  }

  /** Warns of names that people read as one name: they are two domains all the same. */
  private static boolean warnOfAlike(ImmutableList<String> domains) {
    Map<String, String> known = new HashMap<>();
    for (String domain : domains) {
      String plain =
          CharMatcher.whitespace()
              .trimAndCollapseFrom(Normalizer.normalize(seen(domain), Normalizer.Form.NFKC), ' ')
              .toLowerCase(Locale.ROOT);
      String other = known.putIfAbsent(plain, domain);
      if (other != null) {
        LOG.log(
            System.Logger.Level.WARNING,
            () ->
                "domains '"
                    + other
                    + "' and '"
                    + domain
                    + "' differ only in capitals, white space or the form of their characters, and"
                    + " are two domains with weights of their own: if they are meant to be one,"
                    + " give it one name");
        return true;
      }
    }
    return false;
  }

  private static String seen(String domain) {
    return domain.codePoints().anyMatch(RunChecks::isUnseen)
        ? domain
            .codePoints()
            .map(c -> Character.isWhitespace(c) ? ' ' : c)
            .filter(c -> !isUnseen(c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
        : domain;
  }

  private static DomainDistribution start(
      @Nullable DomainDistribution initial, ImmutableList<String> domains) {
    if (initial == null) {
      return DomainDistribution.uniform(domains);
    }
    return domains.isEmpty()
        ? initial
        : ordered(initial, "the initial distribution", DomainDistribution.uniform(domains));
  }

  /** Returns a distribution in the order of the run's domains. */
  static DomainDistribution ordered(
      DomainDistribution given, String what, DomainDistribution like) {
    if (given.domains().equals(like.domains())) {
      return given;
    }
    double[] weights = new double[like.size()];
    DomainIndex known = DenseDistribution.index(given);
    for (int j = 0; j < weights.length; j++) {
      String domain = like.domains().get(j);
      if (given.size() != like.size() || !known.has(domain)) {
        throw new IllegalArgumentException(
            what
                + " is over "
                + Listed.of(given.domains())
                + ", the run over "
                + Listed.of(like.domains())
                + "; both need the same domains");
      }
      weights[j] = given.weight(domain);
    }
    return DomainDistribution.of(like.domains(), weights);
  }

  /** Returns an option by domain that was given as one number for all, or by domain for some. */
  static ImmutableMap<String, Double> byDomain(
      String what, @Nullable Object value, DomainDistribution like) {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    if (value instanceof Double same) {
      like.domains().forEach(domain -> map.put(domain, same));
    } else if (value instanceof Map<?, ?> given) {
      DomainIndex known = DenseDistribution.index(like);
      for (Object domain : given.keySet()) {
        if (!known.has((String) domain)) {
          throw new IllegalArgumentException(
              what
                  + " names unknown domain '"
                  + Listed.one(domain)
                  + "'; the domains of this run are "
                  + Listed.of(like.domains()));
        }
      }
      for (String domain : like.domains()) {
        if (given.get(domain) instanceof Double own) {
          map.put(domain, own);
        }
      }
    }
    return map.buildOrThrow();
  }

  /** Returns the rates of fixed sampling by domain; empty where sampling follows the weights. */
  static ImmutableMap<String, Double> rates(
      @Nullable DomainDistribution fixed, boolean epochCap, DomainDistribution like) {
    if (fixed == null) {
      return ImmutableMap.of();
    }
    checkArgument(
        !epochCap,
        "an epoch cap cannot be held under fixed sampling: it would have to change the rates; leave"
            + " out one of the two");
    ImmutableMap<String, Double> rates = ordered(fixed, "fixed sampling", like).asMap();
    rates.forEach(
        (domain, rate) ->
            checkArgument(
                rate > 0,
                "fixed sampling never draws domain '%s', so no weight could be given to it; its"
                    + " rate must be above 0",
                domain));
    return rates;
  }

  /** Returns the mean tokens of an example by domain; empty where they are not given. */
  static ImmutableMap<String, Double> meanTokens(
      ImmutableMap<String, Double> given,
      WeightUnit unit,
      boolean isFixed,
      DomainDistribution like) {
    checkArgument(
        unit != WeightUnit.TOKENS || !isFixed,
        "weights by tokens set the rates of drawing, and so does fixed sampling; leave out one of"
            + " the two");
    checkArgument(
        given.isEmpty() || unit == WeightUnit.TOKENS,
        "mean tokens were given, but weights are shares of examples; make them shares of"
            + " tokens (weightsBy(WeightUnit.TOKENS))");
    given.forEach(
        (domain, mean) ->
            checkArgument(
                mean > 0 && Double.isFinite(mean),
                "the mean tokens of domain '%s' are %s; they must be finite and above 0",
                Listed.one(domain),
                mean));
    ImmutableMap<String, Double> ordered = byDomain("mean tokens", given, like);
    checkArgument(
        given.isEmpty() || ordered.size() == like.size(),
        "mean tokens are given of %s, the run is over %s; give them of every domain",
        Listed.of(given.keySet()),
        Listed.of(like.domains()));
    return ordered;
  }

  /** Refuses a rule, or an epoch cap, that needs what was not given. */
  static void supplied(WeightScheduler rule, Setup setup, RunOptions options) {
    List<String> missing = new ArrayList<>();
    for (Signal signal : rule.signals()) {
      // Base losses may still come with a report at step 0.
      if (signal.isKnownBeforeTraining() && signal != Signal.BASE_LOSS && !setup.has(signal)) {
        missing.add(signal + ": " + signal.howToSupply());
      }
    }
    checkArgument(
        missing.isEmpty(),
        "scheduler '%s' needs what was not given. %s",
        rule.describe().name(),
        Joiner.on(". ").join(missing));
    checkArgument(
        options.epochCap().isEmpty() || setup.has(Signal.DOMAIN_SIZE),
        "an epoch cap needs %s: %s",
        Signal.DOMAIN_SIZE,
        Signal.DOMAIN_SIZE.howToSupply());
  }
}
