// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code versatune init} over folders as people have them: its plan is one that can be used. */
class InitCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int versatune(String... arguments) {
    return Versatune.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private void rows(String file, int count) throws IOException {
    Path path = folder.resolve("data").resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.writeString(path, "{\"text\":1}\n".repeat(count));
  }

  private String plan() {
    return folder.resolve("versatune.yaml").toString();
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  /** Names of many kinds; a domain that has a folder and a file has the rows of both. */
  @Test
  void everyRowThatIsCountedIsInThePlan() throws IOException {
    rows("law/a.jsonl", 10);
    rows("law.jsonl", 3);
    rows("UPPER.JSONL", 2);
    rows("-dash/x.jsonl", 4);
    rows("droit fran\u00e7ais #1: \u6cd5/x.jsonl", 5);
    Files.writeString(folder.resolve("data/README.md"), "no rows");
    Files.writeString(folder.resolve("data/.hidden.jsonl"), "no rows");

    assertThat(versatune("init", data(), "--out", plan())).as("%s", err).isZero();

    assertThat(Files.readString(folder.resolve("versatune.yaml")))
        .contains(
            "\"law\": [\"data/law\",\"data/law.jsonl\"]   # 13 rows",
            "\"UPPER\": \"data/UPPER.JSONL\"   # 2 rows",
            "\"-dash\": \"data/-dash\"   # 4 rows")
        .doesNotContain("README", "hidden");
    assertThat(versatune("compose", "--config", plan())).as("%s", err).isZero();
    String manifest =
        Files.readString(folder.resolve("versatune/segments/segment-00001.manifest.json"));
    assertThat(manifest)
        .contains("\"size\" : 13", "droit fran\u00e7ais #1: \u6cd5")
        .doesNotContain("\"size\" : 10");
  }

  /** Where nothing can be written beside the rows, their indexes go elsewhere. */
  @Test
  void indexesMayLieElsewhere() throws IOException {
    rows("law.jsonl", 3);
    Files.writeString(folder.resolve("data/.versatune"), "in the place of the folder");

    assertThat(versatune("init", data(), "--out", plan())).isEqualTo(2);
    assertThat(err.toString()).contains("name a folder that can be written, with indexIn");

    String index = folder.resolve("my index").toString();
    assertThat(versatune("init", data(), "--out", plan(), "--index-in", index)).isZero();
    assertThat(Files.readString(folder.resolve("versatune.yaml")))
        .contains("\nindexIn: \"my index\"\n");
    assertThat(versatune("compose", "--config", plan())).as("%s", err).isZero();
    assertThat(folder.resolve("my index")).isNotEmptyDirectory();
  }

  /** It is said before all rows are read. */
  @Test
  void aPlanIsNeverReplaced() throws IOException {
    rows("law.jsonl", 3);
    Files.writeString(folder.resolve("versatune.yaml"), "mine");

    assertThat(versatune("init", data(), "--out", plan())).isEqualTo(2);

    assertThat(err.toString()).contains("versatune.yaml is there already");
    assertThat(folder.resolve("data/.versatune")).doesNotExist();
    assertThat(folder.resolve("versatune.yaml")).hasContent("mine");
  }
}
