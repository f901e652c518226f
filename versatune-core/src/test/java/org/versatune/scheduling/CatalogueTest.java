// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.DomainDistribution;
import org.versatune.Signal;
import org.versatune.WeightScheduler;

/**
 * Whatever is to be there for each rule: a row of the documentation, a factory, a golden test, and
 * defaults that documentation and Javadoc state as they are.
 */
class CatalogueTest {
  private static final List<String> DOMAINS = List.of("a", "b", "c");
  private static final Path SOURCES = Path.of("src/main/java/org/versatune/scheduling");
  private static final Path TESTS = Path.of("src/test/java/org/versatune/scheduling");

  /** How the column "needs" calls a signal. */
  private static final ImmutableMap<Signal, String> WORDS =
      ImmutableMap.<Signal, String>builder()
          .put(Signal.VALIDATION_LOSS, "validation")
          .put(Signal.REFERENCE_LOSS, "reference")
          .put(Signal.BASE_LOSS, "base loss")
          .put(Signal.DOMAIN_SIZE, "sizes")
          .put(Signal.TOKEN_EXCESS, "token excess")
          .put(Signal.GRADIENT_PRODUCTS, "gradient products")
          .put(Signal.BATCH_LOSS, "batch loss")
          .put(Signal.DRAW_COUNTS, "draw counts")
          .buildOrThrow();

  static ImmutableList<RuleSummary> catalogue() {
    return Schedulers.catalogue();
  }

  /** The cells of the table with a heading that begin with the name of a rule. */
  private static ImmutableMap<String, List<String>> rows(String heading) {
    List<String> lines = Splitter.on('\n').splitToList(read(Path.of("../docs/schedulers.md")));
    int from = lines.indexOf(heading);
    assertThat(from).as("the table %s", heading).isPositive();
    return lines.subList(from + 2, lines.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Splitter.on('|').trimResults().splitToList(line))
        .collect(
            ImmutableMap.toImmutableMap(
                cells -> cells.get(1).replace("`", ""),
                cells -> cells.subList(2, cells.size() - 1)));
  }

  private static ImmutableMap<String, List<String>> rules() {
    return rows("| name | factory | what it does | needs | cost | when to use it |");
  }

  private static List<String> row(ImmutableMap<String, List<String>> table, String name) {
    return Optional.ofNullable(table.get(name))
        .orElseThrow(() -> new AssertionError("docs/schedulers.md has no row for " + name));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theDocumentationListsTheRulesAndNoOthers() {
    assertThat(rules().keySet()).containsExactlyInAnyOrderElementsOf(Schedulers.names());
    assertThat(Schedulers.names()).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void theDocumentationSaysWhatTheRuleNeeds(RuleSummary rule) {
    String needs = row(rules(), rule.name()).get(2);
    ImmutableSet<Signal> named =
        WORDS.keySet().stream()
            .filter(signal -> needs.contains(WORDS.getOrDefault(signal, "?")))
            .collect(ImmutableSet.toImmutableSet());

    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(Sets.union(rule.signals(), rule.usable()));
  }

  private static String factory(RuleSummary rule) {
    String cell = row(rules(), rule.name()).get(0);
    return cell.substring(1, cell.indexOf('('));
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void aFactoryOfSchedulersGivesTheRule(RuleSummary rule) throws ReflectiveOperationException {
    List<Method> factories =
        Arrays.stream(Schedulers.class.getMethods())
            .filter(method -> method.getName().equals(factory(rule)))
            .toList();

    assertThat(factories).as("Schedulers.%s", factory(rule)).isNotEmpty();
    for (Method factory : factories) {
      Object[] arguments =
          Arrays.stream(factory.getParameterTypes()).map(CatalogueTest::argument).toArray();
      WeightScheduler built = (WeightScheduler) factory.invoke(null, arguments);
      assertThat(built.describe().name()).isEqualTo(rule.name());
    }
  }

  private static Object argument(Class<?> type) {
    if (type == String.class) {
      return "a";
    } else if (type == double.class) {
      return 1.0;
    } else if (type == double[][].class) {
      return new double[3][3];
    } else if (type == ImmutableTable.class) {
      return EveryRule.influence(DOMAINS);
    } else if (type == DomainDistribution.class) {
      return DomainDistribution.uniform(DOMAINS);
    }
    throw new AssertionError("say here what a factory gets as " + type);
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void aGoldenTestHoldsTheRule(RuleSummary rule) throws IOException {
    try (Stream<Path> files = Files.list(TESTS)) {
      List<Path> holding =
          files
              .filter(file -> file.toString().endsWith("GoldenTest.java"))
              .filter(file -> read(file).contains("Schedulers." + factory(rule) + "("))
              .toList();
      assertThat(holding).as("golden tests of %s", rule.name()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void thePropertiesTryTheRule(RuleSummary rule) {
    assertThat(RuleCase.all().stream().map(tried -> tried.over().apply(DOMAINS).describe().name()))
        .contains(rule.name());
  }

  /** The defaults of a rule as text, without those of what must be given. */
  private static Map<String, String> defaults(RuleSummary rule) {
    Map<String, String> defaults = new TreeMap<>();
    WeightScheduler plain =
        rule.name().equals("schedule")
            ? Schedulers.schedule()
            : EveryRule.named(rule.name(), DOMAINS);
    plain
        .describe()
        .options()
        .forEach(
            (option, value) -> {
              if (!rule.required().contains(option)) {
                defaults.put(option, text(value.toString()));
              }
            });
    return defaults;
  }

  private static String text(String value) {
    return value.matches("[-+0-9.eE]+") ? Double.toString(Double.parseDouble(value)) : value;
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void theDocumentationStatesTheDefaults(RuleSummary rule) {
    Map<String, String> defaults = defaults(rule);
    if (defaults.isEmpty()) {
      return;
    }
    String cell = row(rows("| rule | source | defaults | what we chose |"), rule.name()).get(1);
    Map<String, String> stated = new TreeMap<>();
    Matcher option = Pattern.compile("`(\\w+)` ([\\w.-]+)").matcher(cell);
    while (option.find()) {
      stated.put(option.group(1), text(option.group(2)));
    }

    assertThat(stated).isEqualTo(defaults);
  }

  /** "0.05 by default" in the Javadoc of the method that sets an option. */
  @Test
  void theJavadocStatesTheDefaults() throws IOException {
    Map<String, Map<String, String>> byFactory =
        catalogue().stream().collect(Collectors.toMap(rule -> file(rule), CatalogueTest::defaults));
    int stated = 0;
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        Map<String, String> defaults = byFactory.get(file.getFileName().toString());
        Matcher setter =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*?)\\*/\\s+public \\w+ (\\w+)\\(", Pattern.DOTALL)
                .matcher(read(file));
        while (defaults != null && setter.find()) {
          Matcher value =
              Pattern.compile("(\\S+) by\\s+(?:\\*\\s+)?default").matcher(setter.group(1));
          if (value.find() && defaults.containsKey(setter.group(2)) && isPlain(value.group(1))) {
            assertThat(text(value.group(1)))
                .as("%s of %s", setter.group(2), file)
                .isEqualTo(defaults.get(setter.group(2)));
            stated++;
          }
        }
      }
    }
    assertThat(stated).isGreaterThan(20);
  }

  private static boolean isPlain(String value) {
    return value.matches("[-0-9.e]+|true|false");
  }

  /**
   * The file of a rule, by the class that its factory gives; the fixed mixes without options share
   * one.
   */
  private static String file(RuleSummary rule) {
    Class<?> type = EveryRule.named(rule.name(), DOMAINS).getClass();
    return type == FixedMix.class ? rule.name() : type.getSimpleName() + ".java";
  }
}
