package org.versatune.examples.command;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.corpora.BundledCorpora;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.FolderCorpora;
import org.versatune.examples.corpora.Progress;
import picocli.CommandLine.Option;

/** The option that says which text to train on. */
public final class TextOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Your own text: a folder for each domain with .txt or .jsonl files. Default: the six"
              + " bundled domains")
  private @Nullable Path data;

  /** The bundled text, unless the option is given. */
  public TextOptions() {}

  /**
   * Reads the text, and fetches the bundled one where it is not at hand.
   *
   * @param seed of the split
   * @param progress told what goes on
   * @return the text of all domains
   */
  public Corpora read(long seed, Progress progress) {
    CorpusOptions options = CorpusOptions.defaults().withSeed(seed);
    return data == null
        ? BundledCorpora.read(BundledCorpora.archives(), textCache(), options, progress)
        : FolderCorpora.read(data, options, progress);
  }

  /** Beside the program, as {@code mvn clean} takes it away there; where that is read-only, not. */
  private static Path textCache() {
    Path beside = BundledCorpora.cache();
    boolean writable = Files.isWritable(Files.exists(beside) ? beside : beside.resolveSibling(""));
    return writable
        ? beside
        : UserCache.folder().map(folder -> folder.resolve("corpora")).orElse(beside);
  }

  /**
   * Where the text comes from.
   *
   * @return {@code bundled} or the folder
   */
  public String source() {
    return data == null ? "bundled" : data.toString();
  }
}
