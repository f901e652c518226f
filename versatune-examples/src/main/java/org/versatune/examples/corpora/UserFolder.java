// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.versatune.examples.files.IoProblem;

/**
 * Finds the domains in a folder of the user's: every sub-folder, and every {@code .txt} or {@code
 * .jsonl} file beside them. Whatever else lies there is left out, and the inventory says why. Names
 * decide, not attributes, so that a folder reads the same on every system. Holds no state.
 */
final class UserFolder {
  static final String TEXT = "txt";
  static final String JSON_LINES = "jsonl";

  private static final ImmutableSet<String> OF_PROGRAMS =
      ImmutableSet.of(
          "__macosx",
          "__pycache__",
          "$recycle.bin",
          "system volume information",
          "lost+found",
          "@eadir",
          "thumbs.db",
          "desktop.ini");
  private static final ImmutableSet<String> COMPRESSED =
      ImmutableSet.of("gz", "zip", "bz2", "xz", "zst", "7z", "tar", "tgz", "rar");
  private static final String LOOP = "a link back to a folder that it lies in";

  private UserFolder() {}

  /**
   * Returns the domains in alphabetical order.
   *
   * @throws CorpusException if there is no such folder, it cannot be read, or it has no domain
   */
  static ImmutableList<UserDomain> domains(Path directory, Inventory inventory) {
    if (!Files.isDirectory(directory)) {
      throw new CorpusException(
          "%s is %s; give a folder with one sub-folder for each domain"
              .formatted(directory, Files.exists(directory) ? "no folder" : "not there"));
    }
    Map<String, UserDomain> domains = new TreeMap<>();
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : sorted(children.toList(), FileNames::name)) {
        add(directory, child, domains, inventory);
      }
    } catch (IOException e) {
      throw unreadable(directory, e);
    } catch (UncheckedIOException e) {
      throw unreadable(directory, new IOException(e));
    }
    if (domains.isEmpty() && inventory.problems() == 0) {
      throw new CorpusException(
          "%s has no domain; put a sub-folder with .txt or .jsonl files into it for each domain"
              .formatted(directory));
    }
    return ImmutableList.copyOf(domains.values());
  }

  private static CorpusException unreadable(Path directory, IOException e) {
    return new CorpusException(
        "%s cannot be read: %s".formatted(directory, IoProblem.reason(e)), e);
  }

  private static void add(
      Path directory, Path child, Map<String, UserDomain> domains, Inventory inventory) {
    boolean folder = Files.isDirectory(child);
    String reason = folder ? reason(FileNames.name(child)) : reasonToLeaveOut(child);
    if (reason.isEmpty() && folder && leadsBack(directory, child)) {
      reason = LOOP;
    }
    if (!reason.isEmpty()) {
      inventory.leftOut(FileNames.name(child), reason);
      return;
    }
    String name = folder ? FileNames.name(child) : FileNames.withoutExtension(child);
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      inventory.problem(
          "'%s' gives a domain the name '%s', which has control characters or none that show;"
                  .formatted(FileNames.name(child), name)
              + " rename it");
      return;
    }
    UserDomain other = domains.get(name);
    if (other != null) {
      inventory.problem(
          "domain '%s' is given twice, as %s and as %s; keep one, or give one another name"
              .formatted(name, FileNames.name(other.path()), FileNames.name(child)));
      return;
    }
    domains.put(
        name,
        new UserDomain(
            name, child, folder ? files(directory, child, inventory) : ImmutableList.of(child)));
  }

  private static boolean leadsBack(Path directory, Path child) {
    try {
      return Files.isSymbolicLink(child) && directory.toRealPath().startsWith(child.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static ImmutableList<Path> files(Path directory, Path folder, Inventory inventory) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          Set.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new Visitor(directory, folder, files, inventory));
    } catch (IOException e) {
      inventory.problem(
          "%s cannot be read: %s"
              .formatted(FileNames.relative(directory, folder), IoProblem.reason(e)));
    }
    return sorted(files, file -> FileNames.relative(directory, file));
  }

  /** Collects the files of text below a folder. */
  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path directory;
    private final Path start;
    private final List<Path> files;
    private final Inventory inventory;

    Visitor(Path directory, Path start, List<Path> files, Inventory inventory) {
      this.directory = directory;
      this.start = start;
      this.files = files;
      this.inventory = inventory;
    }

    private String place(Path path) {
      return FileNames.relative(directory, path);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String reason = folder.equals(start) ? "" : reason(FileNames.name(folder));
      if (reason.isEmpty()) {
        return FileVisitResult.CONTINUE;
      }
      inventory.leftOut(place(folder), reason);
      return FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String reason = reasonToLeaveOut(file);
      if (reason.isEmpty()) {
        files.add(file);
      } else {
        inventory.leftOut(place(file), reason);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException problem) {
      if (problem instanceof FileSystemLoopException) {
        inventory.leftOut(place(path), LOOP);
      } else {
        inventory.problem(
            "%s cannot be read: %s".formatted(place(path), IoProblem.reason(problem)));
      }
      return FileVisitResult.CONTINUE;
    }
  }

  /** Why a file is left out; empty if it is one of text. */
  private static String reasonToLeaveOut(Path file) {
    String reason = reason(FileNames.name(file));
    if (!reason.isEmpty()) {
      return reason;
    }
    if (!Files.exists(file)) {
      return Files.isSymbolicLink(file) ? "a link to nowhere (" + target(file) + ")" : "it is gone";
    }
    String extension = FileNames.extension(file);
    if (!extension.equals(TEXT) && !extension.equals(JSON_LINES)) {
      return COMPRESSED.contains(extension) ? "compressed; unpack it" : "neither .txt nor .jsonl";
    }
    return Files.isRegularFile(file) ? "" : "a pipe or a device, not a file";
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return IoProblem.reason(e);
    }
  }

  /** Why a file or folder of this name is left out; empty if it is not. */
  private static String reason(String name) {
    if (name.startsWith(".")) {
      return "hidden: its name begins with a dot";
    }
    if (name.startsWith("~$") || OF_PROGRAMS.contains(name.toLowerCase(Locale.ROOT))) {
      return "made by a program, not your text";
    }
    return "";
  }

  private static ImmutableList<Path> sorted(List<Path> paths, Function<Path, String> name) {
    return ImmutableList.sortedCopyOf(Comparator.comparing(name), paths);
  }
}
