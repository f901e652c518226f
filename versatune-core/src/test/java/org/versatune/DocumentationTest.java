// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of the documentation: their lines, their links, and what they say of the code. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int WIDTH = 120;
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+)`");

  static ImmutableList<Path> pages() throws IOException {
    ImmutableList.Builder<Path> pages = ImmutableList.builder();
    pages.add(ROOT.resolve("README.md"), ROOT.resolve("docs/results/README.md"));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages.build();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linesAreShort(Path page) throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (String line : prose(page)) {
      // The target of a link cannot be broken, and nobody reads it.
      String read = LINK.matcher(line).replaceAll("]()").replaceAll("https?://\\S+", "");
      if (read.codePointCount(0, read.length()) > WIDTH) {
        tooLong.add(line);
      }
    }

    assertThat(tooLong).as("lines of more than %s characters", WIDTH).isEmpty();
  }

  /** All lines but those of tables and code. */
  private static ImmutableList<String> prose(Path page) throws IOException {
    ImmutableList.Builder<String> prose = ImmutableList.builder();
    boolean code = false;
    for (String line : Files.readAllLines(page)) {
      if (line.strip().startsWith("```")) {
        code = !code;
      } else if (!code && !line.startsWith("|") && !line.startsWith("    ")) {
        prose.add(line);
      }
    }
    return prose.build();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String line : prose(page)) {
      for (String target : found(LINK, line)) {
        if (!target.startsWith("http") && !leadsSomewhere(page, target)) {
          broken.add(target);
        }
      }
    }

    assertThat(broken).as("links of %s", ROOT.relativize(page)).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String target) throws IOException {
    List<String> parts = Splitter.on('#').limit(2).splitToList(target);
    Path file = parts.get(0).isEmpty() ? page : page.resolveSibling(parts.get(0));
    if (!Files.exists(file) || parts.size() == 1) {
      return Files.exists(file);
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("#"))
        .map(DocumentationTest::anchor)
        .anyMatch(parts.get(1)::equals);
  }

  /** The anchor that a heading gets on the project's pages. */
  private static String anchor(String heading) {
    String text = CharMatcher.is('#').trimLeadingFrom(heading).strip().toLowerCase(Locale.ROOT);
    return text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  @ParameterizedTest
  @ValueSource(strings = {"architecture.md", "glossary.md"})
  void theMapAndTheGlossaryNameClassesThatExist(String page) throws IOException {
    List<String> named = found(CLASS, Files.readString(ROOT.resolve("docs").resolve(page)));

    assertThat(named).hasSizeGreaterThan(20).isSubsetOf(sources());
  }

  @Test
  void thereAreFiveWays() throws IOException {
    assertThat(sections("## The way of ")).hasSize(5).allMatch(way -> found(CLASS, way).size() > 3);
  }

  @Test
  void aLossReachesTheNextDrawThroughAtMostFifteenClasses() throws IOException {
    List<String> ways = sections("## The way of a loss");

    assertThat(ways).hasSize(1);
    List<String> steps = ways.get(0).lines().filter(line -> line.matches("[0-9]+\\. .*")).toList();
    assertThat(steps).hasSizeGreaterThan(4);
    assertThat(ImmutableSet.copyOf(found(CLASS, String.join("\n", steps)))).hasSizeBetween(8, 15);
  }

  private static List<String> sections(String heading) throws IOException {
    return Pattern.compile("(?m)^(?=## )")
        .splitAsStream(Files.readString(ROOT.resolve("docs/architecture.md")))
        .filter(section -> section.startsWith(heading))
        .toList();
  }

  /** The classes of all modules, those of their tests and of their libraries that pages name. */
  private static ImmutableSet<String> sources() throws IOException {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    names.add("String", "DataSetIterator");
    for (String module : List.of("versatune-core", "versatune-dl4j", "versatune-examples")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        files
            .map(file -> String.valueOf(file.getFileName()))
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
      }
    }
    return names.build();
  }

  @Test
  void everyChangeIsTestedByTheCommandOfTheReadme() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher command = Pattern.compile("## Test it\\s+```sh\\n(.+)\\n```").matcher(readme);

    assertThat(command.find()).as("a command under 'Test it'").isTrue();
    assertThat(Files.readString(ROOT.resolve(".github/workflows/verify.yml")))
        .contains("run: " + command.group(1) + "\n", "java: [17, 21, 25]");
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList();
  }
}
