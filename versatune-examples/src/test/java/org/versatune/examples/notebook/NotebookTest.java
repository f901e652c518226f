package org.versatune.examples.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.examples.command.Program;

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

  /** Runs the command and returns its exit code; what it says on errors goes to {@code errors}. */
  private static int run(ByteArrayOutputStream errors, String... arguments) {
    return Program.run(
        new ExecuteNotebooks(),
        new PrintWriter(Writer.nullWriter()),
        new PrintWriter(errors, true, StandardCharsets.UTF_8),
        arguments);
  }

  private static void fails(Path file, String... parts) throws IOException {
    String before = Files.readString(file);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();

    assertThat(run(errors, "--write", file.toString())).isEqualTo(1);

    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains(file.getFileName() + ", cell 3")
        .contains(parts);
    assertThat(Files.readString(file)).as("the file").isEqualTo(before);
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
  void outputsAreWrittenOnlyWhenAskedFor() throws IOException {
    Path file = write("fine.ipynb", "int a = 3;", "System.out.println(\\\"x\\\\ny\\\"); a");
    String before = Files.readString(file);

    assertThat(run(new ByteArrayOutputStream(), file.toString())).isZero();
    assertThat(Files.readString(file)).isEqualTo(before);

    assertThat(run(new ByteArrayOutputStream(), "--write", folder.toString())).isZero();
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
  void writingTwiceChangesNothing() throws IOException {
    Path file = write("fine.ipynb", "int a = 3;", "a");

    run(new ByteArrayOutputStream(), "--write", file.toString());
    String once = Files.readString(file);
    run(new ByteArrayOutputStream(), "--write", file.toString());

    assertThat(Files.readString(file)).isEqualTo(once);
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
