package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds the domains in a folder of the user's: every sub-folder, and every {@code .txt} or {@code
 * .jsonl} file beside them. Hidden files and folders are passed over. Holds no state.
 */
final class UserFolder {
  static final String TEXT = "txt";
  static final String JSON_LINES = "jsonl";

  private UserFolder() {}

  /** Returns the domains in alphabetical order; passed-over files are told to {@code progress}. */
  static ImmutableList<UserDomain> domains(Path directory, Progress progress) {
    if (!Files.isDirectory(directory)) {
      throw new CorpusException(
          "%s is not a folder; give a folder with one sub-folder for each domain"
              .formatted(directory));
    }
    TreeMap<String, UserDomain> domains = new TreeMap<>();
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : sorted(children)) {
        if (isHidden(child)) {
          continue;
        }
        UserDomain domain;
        if (Files.isDirectory(child)) {
          domain = new UserDomain(fileName(child), child, files(child, progress));
        } else if (isText(child)) {
          domain =
              new UserDomain(
                  MoreFiles.getNameWithoutExtension(child), child, ImmutableList.of(child));
        } else {
          progress.report("passed over " + child + ": neither .txt nor .jsonl");
          continue;
        }
        UserDomain other = domains.put(domain.name(), domain);
        if (other != null) {
          throw new CorpusException(
              "domain '%s' is given twice, as %s and as %s; keep one, or give one another name"
                  .formatted(domain.name(), other.path(), child));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new CorpusException("%s cannot be read: %s".formatted(directory, e.getMessage()), e);
    }
    if (domains.isEmpty()) {
      throw new CorpusException(
          "%s has no domain; put a sub-folder with .txt or .jsonl files into it for each domain"
              .formatted(directory));
    }
    return ImmutableList.copyOf(domains.values());
  }

  /** The extension that decides how a file is read. */
  static String extension(Path file) {
    return MoreFiles.getFileExtension(file).toLowerCase(Locale.ROOT);
  }

  private static ImmutableList<Path> files(Path folder, Progress progress) throws IOException {
    ImmutableList.Builder<Path> files = ImmutableList.builder();
    try (Stream<Path> tree = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : sorted(tree.filter(Files::isRegularFile))) {
        if (isHidden(file)) {
          continue;
        }
        if (isText(file)) {
          files.add(file);
        } else {
          progress.report("passed over " + file + ": neither .txt nor .jsonl");
        }
      }
    }
    return files.build();
  }

  private static boolean isText(Path file) {
    String extension = extension(file);
    return extension.equals(TEXT) || extension.equals(JSON_LINES);
  }

  /** By name, not by attribute, so that a folder reads the same on every system. */
  private static boolean isHidden(Path path) {
    return fileName(path).startsWith(".");
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static ImmutableList<Path> sorted(Stream<Path> paths) {
    return paths
        .sorted(Comparator.comparing(Path::toString))
        .collect(ImmutableList.toImmutableList());
  }
}
