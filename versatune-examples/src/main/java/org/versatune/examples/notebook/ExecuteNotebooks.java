package org.versatune.examples.notebook;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.command.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Executes notebooks from top to bottom without a notebook server and, if asked to, writes what
 * their cells showed into them: the outputs of the notebooks that come with the examples are made
 * by this command and by nothing else.
 */
@Command(
    name = "execute-notebooks",
    mixinStandardHelpOptions = true,
    description = "Executes notebooks cell by cell; the first cell that fails ends the run.")
public final class ExecuteNotebooks implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "notebooks, or folders of notebooks")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--write",
      description = "replace the outputs in the files; only those of notebooks that ran through")
  private boolean write;

  /** For picocli. */
  ExecuteNotebooks() {}

  /**
   * Executes notebooks and ends the process: with 0 if every cell ran, with 1 if one failed, with 2
   * if the command line is wrong.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    Program.main(new ExecuteNotebooks(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter console = Program.line(spec).getOut();
    for (Path file : files()) {
      Notebook notebook = Notebook.read(file);
      try {
        NotebookRun run = NotebookRun.of(notebook);
        console.println(notebook.name() + ": " + run.took().toSeconds() + " s");
        if (write) {
          notebook.replaceOutputs(run.outputs());
          notebook.write();
        }
      } catch (CellFailure e) {
        Program.line(spec).getErr().println(e.getMessage());
        return FAILED;
      }
    }
    return 0;
  }

  private ImmutableList<Path> files() throws IOException {
    ImmutableList.Builder<Path> files = ImmutableList.builder();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(in(path));
      } else {
        files.add(path);
      }
    }
    return files.build();
  }

  /** The notebooks of a folder, by name. */
  static ImmutableList<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".ipynb"))
          .sorted()
          .collect(ImmutableList.toImmutableList());
    }
  }
}
