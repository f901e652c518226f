// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixFileTest {
  @TempDir Path folder;

  @Test
  void aMixComesBackBitForBitAndStartsARun() {
    DomainDistribution mix = DomainDistribution.relative(List.of("law", "a \"b\"", "Ω"), 1, 2, 4.1);
    Path file = folder.resolve("new/mix.json");
    mix.write(file);

    DomainDistribution read = DomainDistribution.read(file);
    assertThat(read).isEqualTo(mix);
    VersaTune run = VersaTune.builder().domains(read.domains()).initial(read).build();
    assertThat(run.plan(10).domains()).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "[1]", "{\"law\": 0.5}", "{\"law\": \"x\"}", "{\"a\": -1, \"b\": 2}"})
  void whatIsNoMixIsNamed(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("mix.json"), json);

    assertThatThrownBy(() -> DomainDistribution.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + " holds no mix: ");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheMix() throws IOException {
    Path file = Files.writeString(folder.resolve("mix.json"), "\uFEFF{\"law\": 1}\r\n");

    assertThat(DomainDistribution.read(file)).isEqualTo(DomainDistribution.of(Map.of("law", 1.0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "\"NaN\"", "Infinity", "\"-Infinity\"", "null", "1e999"})
  void aWeightThatIsNoFiniteNumberIsNamed(String weight) throws IOException {
    Path file =
        Files.writeString(folder.resolve("mix.json"), "{\"law\": 1,\n\"code\": " + weight + "}");

    assertThatThrownBy(() -> DomainDistribution.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + " holds no mix: ")
        .hasMessageContaining(weight.equals("null") ? "not a number" : "finite")
        .hasMessageNotContaining("enable");
  }

  @Test
  void aFileThatIsNotUtf8IsNamed() throws IOException {
    Path file = folder.resolve("mix.json");
    Files.write(file, "{\"Zürich\": 1}".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> DomainDistribution.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not UTF-8");
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertThatThrownBy(() -> DomainDistribution.read(folder.resolve("none.json")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot read the mix")
        .hasMessageContaining("none.json");
  }
}
