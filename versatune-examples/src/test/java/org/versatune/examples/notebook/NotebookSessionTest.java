// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NotebookSessionTest {
  private final NotebookSession session =
      new NotebookSession(System.getProperty("java.class.path"));

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void theLastExpressionIsShownAfterWhatWasPrinted() throws CellFailure {
    assertThat(session.run("System.out.println(\"é\");\nint a = 3; a + 1"))
        .containsExactly(
            new CellOutput(CellOutput.PRINTED, "é\n"), new CellOutput(CellOutput.TEXT, "4"));
  }

  @Test
  void cellsSeeWhatEarlierOnesDeclared() throws CellFailure {
    session.run(
        "import java.util.List;\nrecord Pair(int a, int b) { int sum() { return a + b; } }");
    session.run("var pairs = List.of(new Pair(1, 2), new Pair(3, 4));");

    assertThat(session.run("pairs.stream().mapToInt(Pair::sum).sum()"))
        .containsExactly(new CellOutput(CellOutput.TEXT, "10"));
  }

  @Test
  void declarationsAssignmentsAndVoidCallsShowNothing() throws CellFailure {
    assertThat(session.run("int a = 3;")).isEmpty();
    assertThat(session.run("a = 4;")).isEmpty();
    assertThat(session.run("void nothing() {}\nnothing();")).isEmpty();
    assertThat(session.run("// a comment")).isEmpty();
    assertThat(session.run("")).isEmpty();
    assertThat(session.run("a;\nint b = 5;")).isEmpty();
    assertThat(session.run("(String) null")).isEmpty();
  }

  @Test
  void theClassPathIsThere() throws CellFailure {
    ImmutableList<CellOutput> outputs =
        session.run(
            """
            import java.util.List;
            import java.util.Map;
            import org.versatune.examples.notebook.HtmlTable;
            HtmlTable.of("domain", List.of("law")).column("loss", Map.of("law", 1.5))
            """);

    assertThat(outputs)
        .singleElement()
        .satisfies(
            output -> {
              assertThat(output.mime()).isEqualTo(CellOutput.HTML);
              assertThat(output.data()).startsWith("<table>").contains(">1.500<");
            });
  }

  @Test
  void picturesAreShownAsPng() throws Exception {
    CellOutput picture = session.run("new java.awt.image.BufferedImage(7, 5, 1)").get(0);

    assertThat(picture.mime()).isEqualTo(CellOutput.PNG);
    byte[] png = Base64.getDecoder().decode(picture.data());
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(7);
  }

  @Test
  void valuesMayBeLong() throws CellFailure {
    assertThat(session.run("\"x\".repeat(100_000)").get(0).data()).hasSize(100_000);
  }

  @Test
  void insideACellDeclarationsMayRefToLaterOnes() throws CellFailure {
    assertThat(
            session.run(
                "int twice(int a) { return both(a, a); }\nint both(int a, int b) { return a + b; }\ntwice(2)"))
        .containsExactly(new CellOutput(CellOutput.TEXT, "4"));
  }

  @Test
  void aThrowFailsWithItsCauses() {
    assertThatThrownBy(
            () ->
                session.run(
                    "int fine = 1;\nthrow new IllegalStateException(\"so\", new RuntimeException(\"why\"));"))
        .isInstanceOf(CellFailure.class)
        .hasMessageContainingAll("IllegalStateException: so", "caused by", "RuntimeException: why")
        .hasMessageNotContaining("int fine");
  }

  @Test
  void aCompileErrorFails() {
    assertThatThrownBy(() -> session.run("int a = \"text\";"))
        .isInstanceOf(CellFailure.class)
        .hasMessageContainingAll("does not compile", "incompatible types", "int a = \"text\";");
  }

  @Test
  void aSyntaxErrorFails() {
    assertThatThrownBy(() -> session.run("int a = ) 3;")).isInstanceOf(CellFailure.class);
  }

  @Test
  void incompleteCodeFails() {
    assertThatThrownBy(() -> session.run("int a = 3;\nif (a > 2) {"))
        .isInstanceOf(CellFailure.class)
        .hasMessageContainingAll("incomplete", "if (a > 2) {");
  }

  @Test
  void anUndefinedNameInAClassFailsThoughTheClassIsNeverUsed() {
    assertThatThrownBy(() -> session.run("class Unused { int a() { return missing(3); } }"))
        .isInstanceOf(CellFailure.class)
        .hasMessageContainingAll("undefined", "missing", "class Unused");
  }

  @Test
  void anUndefinedTypeFails() {
    assertThatThrownBy(() -> session.run("Missing make() { return null; }"))
        .isInstanceOf(CellFailure.class)
        .hasMessageContainingAll("undefined", "Missing");
    assertThatThrownBy(() -> session.run("Missing value = null;")).isInstanceOf(CellFailure.class);
  }

  @Test
  void standardOutputIsGivenBackAfterAFailure() {
    var before = System.out;

    assertThatThrownBy(() -> session.run("int a = 1 / 0;")).hasMessageContaining("/ by zero");

    assertThat(System.out).isSameAs(before);
  }
}
