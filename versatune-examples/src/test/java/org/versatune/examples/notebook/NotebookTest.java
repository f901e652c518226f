// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookTest {
  @TempDir Path folder;

  /** A notebook whose second and third cells are code. */
  private Path write(String name, String first, String second) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(
        file,
        """
        {
         "cells": [
          {"cell_type": "markdown", "metadata": {}, "source": ["# Title\\n", "text é"]},
          {"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": ["%s\\n", "// and\\n"]},
          {"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": "%s"}
         ],
         "metadata": {"kernelspec": {"name": "java"}},
         "nbformat": 4,
         "nbformat_minor": 4
        }
        """
            .formatted(first, second));
    return file;
  }

  private static void fails(Path file, String... parts) throws IOException {
    Notebook notebook = Notebook.read(file);

    assertThatThrownBy(() -> NotebookRun.of(notebook))
        .isInstanceOf(CellFailure.class)
        .hasMessageContaining(file.getFileName() + ", cell 3")
        .hasMessageContainingAll(parts);
  }

  @Test
  void aNotebookWithAThrowFails() throws IOException {
    fails(
        write("throws.ipynb", "int a = 3;", "if (a == 3) throw new RuntimeException(\\\"oh\\\");"),
        "java.lang.RuntimeException: oh",
        "if (a == 3)");
  }

  @Test
  void aNotebookWithACompileErrorFails() throws IOException {
    fails(
        write("types.ipynb", "int a = 3;", "String text = a;"),
        "does not compile: incompatible types",
        "String text = a;");
  }

  @Test
  void aNotebookWithAnUndefinedNameInAClassFails() throws IOException {
    fails(
        write("names.ipynb", "int a = 3;", "class Late { int b() { return a + nowhere; } }"),
        "undefined",
        "nowhere",
        "class Late");
  }

  @Test
  void outputsAreWrittenOnlyWhenAskedFor() throws Exception {
    Path file = write("fine.ipynb", "int a = 3;", "System.out.println(\\\"x\\\\ny\\\"); a");
    String before = Files.readString(file);
    Notebook notebook = Notebook.read(file);

    NotebookRun run = NotebookRun.of(notebook);
    assertThat(Files.readString(file)).isEqualTo(before);

    run.writeInto(notebook);
    ImmutableList<CodeCell> cells = Notebook.read(file).codeCells();
    assertThat(cells.get(0).outputs()).isEmpty();
    assertThat(cells.get(1).outputs())
        .containsExactly(
            new CellOutput(CellOutput.PRINTED, "x\ny\n"), new CellOutput(CellOutput.TEXT, "3"));
    assertThat(Files.readString(file))
        .contains("\"# Title\\n\",\n", "text é", "\n   \"execution_count\": 2,\n", "\"x\\n\",\n")
        .endsWith("}\n");
  }

  @Test
  void writingTwiceChangesNothing() throws Exception {
    Path file = write("fine.ipynb", "int a = 3;", "a");

    renew(file);
    String once = Files.readString(file);
    renew(file);

    assertThat(Files.readString(file)).isEqualTo(once);
  }

  private static void renew(Path file) throws Exception {
    Notebook notebook = Notebook.read(file);
    NotebookRun.of(notebook).writeInto(notebook);
  }

  @Test
  void cellsAreNumberedAmongAllCells() throws IOException {
    ImmutableList<CodeCell> cells = Notebook.read(write("a.ipynb", "1", "2")).codeCells();

    assertThat(cells).extracting(CodeCell::number).containsExactly(2, 3);
    assertThat(cells.get(0).source()).isEqualTo("1\n// and\n");
  }

  @Test
  void whatIsNoNotebookIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.ipynb"), "{\"nbformat\": 3}");
    assertThatThrownBy(() -> Notebook.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("a.ipynb", "nbformat 4");

    Files.writeString(file, "{");
    assertThatThrownBy(() -> Notebook.read(file)).hasMessageContaining("a.ipynb is not JSON");
  }
}
