// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import java.io.IOException;
import java.io.InputStream;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.examples.corpora.Corpora;

/** Facts on where a study's numbers come from. */
final class Provenance {
  private Provenance() {}

  /** What is known of this process, its sources and its text. */
  static Map<String, Object> of(List<String> arguments, String source, Corpora corpora) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("command", ("versatune " + String.join(" ", arguments)).strip());
    facts.put(
        "startedAt", OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("commit", commit());
    facts.put("versaTune", Versatune.version());
    facts.put("java", "%s (%s)".formatted(property("java.version"), property("java.vendor")));
    facts.put("dl4j", dl4j());
    facts.put(
        "os",
        "%s %s (%s)".formatted(property("os.name"), property("os.version"), property("os.arch")));
    facts.put("data", source);
    facts.put("corpora", corpora.fingerprint());
    return facts;
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  /** The version of ND4J, and so of Deeplearning4j, which its archive's manifest lacks. */
  private static String dl4j() {
    Properties properties = new Properties();
    try (InputStream pom =
        Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
      if (pom != null) {
        properties.load(pom);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }

  /** The commit that the sources are at, where git and a repository are at hand. */
  static String commit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
              .redirectErrorStream(true)
              .start();
      String first = git.inputReader().lines().limit(1).collect(Collectors.joining());
      return git.waitFor() == 0 ? first : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
