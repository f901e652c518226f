// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Executes every cell of every notebook, and compares their committed outputs with the run.
 *
 * <p>With the system property {@code notebooks.write} it writes what the cells showed into the
 * files instead; a notebook of which a cell fails stays as it is.
 */
class NotebooksTest {
  private static final Path FOLDER = Path.of("notebooks");
  private static final long MAX_BYTES = 500_000;

  /**
   * A path from the root or a drive, a file URL, or an address; not the ends of HTML's own tags.
   */
  private static final Pattern MACHINE =
      Pattern.compile(
          "(?<![\\w<.])/(home|root|tmp|var|usr|opt|mnt|etc|srv|work|Users|private|workspace)/"
              + "|\\b[A-Z]:\\\\|file:/|localhost|\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b");

  /** Names that are no place to go to. */
  private static final Pattern NAMESPACE = Pattern.compile("http://www\\.w3\\.org/[\\w/]+");

  static ImmutableList<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".ipynb"))
          .sorted()
          .collect(ImmutableList.toImmutableList());
    }
  }

  @Test
  void allFiveAreHere() throws IOException {
    assertThat(notebooks())
        .extracting(file -> file.getFileName().toString().charAt(0))
        .containsExactly('1', '2', '3', '4', '5');
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void everyCellRuns(Path file) throws Exception {
    Notebook notebook = Notebook.read(file);

    NotebookRun run = NotebookRun.of(notebook);

    System.out.println(notebook.name() + ": " + run.took().toSeconds() + " s");
    if (Boolean.getBoolean("notebooks.write")) {
      run.writeInto(notebook);
      return;
    }
    for (int i = 0; i < run.outputs().size(); i++) {
      CodeCell cell = notebook.codeCells().get(i);
      assertThat(kinds(cell.outputs()))
          .as(
              "the kinds of output that %s holds for cell %s; if the cell has changed, write the"
                  + " outputs again with the command of docs/notebooks.md",
              notebook.name(), cell.number())
          .isEqualTo(kinds(run.outputs().get(i)));
    }
  }

  private static List<String> kinds(List<CellOutput> outputs) {
    return outputs.stream().map(CellOutput::mime).toList();
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void outputsAreSmallAndOfNoMachine(Path file) throws Exception {
    assertThat(Files.size(file)).isLessThan(MAX_BYTES);
    for (CodeCell cell : Notebook.read(file).codeCells()) {
      for (CellOutput output : cell.outputs()) {
        if (output.mime().equals(CellOutput.PNG)) {
          continue;
        }
        assertThat(output.mime()).as("cell %s", cell.number()).isNotEqualTo("error");
        String text = NAMESPACE.matcher(output.data()).replaceAll("");
        assertThat(MACHINE.matcher(text).results().map(found -> found.group()))
            .as("paths and hosts in what cell %s shows", cell.number())
            .isEmpty();
        assertThat(text)
            .as("cell %s", cell.number())
            .doesNotContain(
                System.getProperty("user.dir"), System.getProperty("java.io.tmpdir"), host());
      }
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Test
  void thePatternFindsPathsAndHosts() {
    for (String text :
        List.of(
            "/tmp/own-data",
            "read '/home/me/a'",
            "C:\\Users",
            "file:/x",
            "at 127.0.0.1",
            "localhost:1")) {
      assertThat(MACHINE.matcher(text).find()).as(text).isTrue();
    }
    for (String text : List.of("</tr>\n</table>", "nats/byte", "a/b", "0.123 / 0.456", "r/tmp/x")) {
      assertThat(MACHINE.matcher(text).find()).as(text).isFalse();
    }
  }
}
