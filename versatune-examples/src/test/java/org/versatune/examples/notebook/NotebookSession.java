// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import com.google.common.collect.ImmutableList;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/**
 * One notebook's run: the cells that were evaluated so far and what they declared.
 *
 * <p>Stricter than an interactive shell, and than a notebook kernel: a name that nothing declares
 * is a failure even inside a method or class that is never used. A shell waits for somebody to
 * declare it; in a notebook that is read from top to bottom nobody will. Inside one cell the order
 * of declarations is free.
 *
 * <p>For use by one thread. What cells print is caught for the whole process.
 */
final class NotebookSession implements AutoCloseable {
  private final ValueKeepingExecution execution = new ValueKeepingExecution();
  private final JShell shell;

  /**
   * Starts a session that has declared and imported nothing.
   *
   * @param classPath what cells may use, as in {@code java.class.path}
   */
  NotebookSession(String classPath) {
    shell = JShell.builder().executionEngine(new Provider(execution), Map.of()).build();
    shell.addToClasspath(classPath);
  }

  private record Provider(DirectExecutionControl execution) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "notebook";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
      return execution;
    }
  }

  /**
   * Evaluates a cell.
   *
   * @return what it printed, then the value of its last expression, where there are such
   * @throws CellFailure if it throws, does not compile, or leaves a name undefined
   */
  ImmutableList<CellOutput> run(String cell) throws CellFailure {
    ImmutableList.Builder<CellOutput> outputs = ImmutableList.builder();
    try (PrintedText printed = new PrintedText()) {
      Optional<CellOutput> value = evaluate(cell);
      String text = printed.text();
      if (!text.isEmpty()) {
        outputs.add(new CellOutput(CellOutput.PRINTED, text));
      }
      value.ifPresent(outputs::add);
    }
    return outputs.build();
  }

  private Optional<CellOutput> evaluate(String cell) throws CellFailure {
    Snippet last = null;
    String rest = cell;
    while (!rest.isBlank()) {
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      if (next.completeness() == Completeness.EMPTY) {
        break; // comments alone
      }
      if (next.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
        throw new CellFailure("the code is incomplete", rest);
      }
      // Where the analysis cannot say, the compiler will.
      String source = next.completeness() == Completeness.UNKNOWN ? rest : next.source();
      rest = next.completeness() == Completeness.UNKNOWN ? "" : next.remaining();
      execution.clear();
      for (SnippetEvent event : shell.eval(source)) {
        check(event, source);
        if (event.causeSnippet() == null) {
          last = event.snippet();
        }
      }
    }
    checkResolved();
    return shows(last) ? shown(execution.value()) : Optional.empty();
  }

  private void check(SnippetEvent event, String source) throws CellFailure {
    JShellException thrown = event.exception();
    if (thrown instanceof UnresolvedReferenceException unresolved) {
      throw new CellFailure(unresolved(unresolved.getSnippet()), source);
    }
    if (thrown != null) {
      throw new CellFailure(described(thrown), source);
    }
    if (event.status() == Snippet.Status.REJECTED) {
      String errors =
          shell
              .diagnostics(event.snippet())
              .filter(diagnostic -> diagnostic.isError())
              .map(diagnostic -> diagnostic.getMessage(Locale.ROOT).strip())
              .collect(Collectors.joining("\n"));
      throw new CellFailure("does not compile: " + errors, source);
    }
  }

  /** What was declared in use of names that nothing has declared by the end of the cell. */
  private void checkResolved() throws CellFailure {
    for (Snippet snippet : shell.snippets().toList()) {
      Snippet.Status status = shell.status(snippet);
      if (snippet instanceof DeclarationSnippet declaration
          && (status == Snippet.Status.RECOVERABLE_DEFINED
              || status == Snippet.Status.RECOVERABLE_NOT_DEFINED)) {
        throw new CellFailure(unresolved(declaration), declaration.source());
      }
    }
  }

  private String unresolved(DeclarationSnippet declaration) {
    String names =
        shell.unresolvedDependencies(declaration).sorted().collect(Collectors.joining(", "));
    String errors =
        shell
            .diagnostics(declaration)
            .map(diagnostic -> diagnostic.getMessage(Locale.ROOT).strip())
            .collect(Collectors.joining("\n"));
    return "undefined: " + (names.isEmpty() ? errors : names);
  }

  private static String described(JShellException thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (!text.isEmpty()) {
        text.append("\ncaused by ");
      }
      text.append(
          each instanceof EvalException failed
              ? failed.getExceptionClassName() + ": " + failed.getMessage()
              : each.toString());
    }
    for (StackTraceElement frame : thrown.getStackTrace()) {
      text.append("\n  at ").append(frame);
    }
    return text.toString();
  }

  /** Declarations, statements and assignments show nothing, as in a kernel. */
  private static boolean shows(@Nullable Snippet last) {
    if (last == null) {
      return false;
    }
    return switch (last.subKind()) {
      case TEMP_VAR_EXPRESSION_SUBKIND, VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND -> true;
      default -> false;
    };
  }

  private static Optional<CellOutput> shown(@Nullable Object value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof BufferedImage image) {
      return Optional.of(new CellOutput(CellOutput.PNG, png(image)));
    }
    return Optional.of(
        new CellOutput(
            value instanceof Html ? CellOutput.HTML : CellOutput.TEXT,
            value.toString().replace(System.lineSeparator(), "\n")));
  }

  private static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @Override
  public void close() {
    shell.close();
  }
}
