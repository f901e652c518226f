// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.versatune.examples.files.IoProblem;

/**
 * Finds the domains in a folder of the user's: every sub-folder, and every {@code .txt} or {@code
 * .jsonl} file beside them. Everything else is left out, and the survey says why. Names decide, not
 * attributes, so that a folder reads the same on every system.
 */
final class UserFolder {
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

  private final Path directory;
  private final Survey.Builder survey;
  private final Map<String, Domain> domains = new TreeMap<>();

  private UserFolder(Path directory, Survey.Builder survey) {
    this.directory = directory;
    this.survey = survey;
  }

  /**
   * A domain found in the folder.
   *
   * @param path the sub-folder or the file that it was found as
   * @param files its files of text, in alphabetical order; none if the sub-folder has none
   */
  record Domain(String name, Path path, ImmutableList<Path> files) {}

  /**
   * Returns the domains in alphabetical order.
   *
   * @throws CorpusException if there is no such folder, it cannot be read, or it has no domain
   */
  static ImmutableList<Domain> domains(Path directory, Survey.Builder survey) {
    if (!Files.isDirectory(directory)) {
      throw new CorpusException(
          "%s is %s; give a folder with one sub-folder for each domain"
              .formatted(directory, Files.exists(directory) ? "no folder" : "not there"));
    }
    UserFolder folder = new UserFolder(directory, survey);
    try {
      folder.usable(directory).forEach(folder::add);
    } catch (IOException e) {
      throw new CorpusException(
          "%s cannot be read: %s".formatted(directory, IoProblem.reason(e)), e);
    }
    if (folder.domains.isEmpty() && survey.problems() == 0) {
      throw new CorpusException(
          "%s has no domain; put a sub-folder with .txt or .jsonl files into it for each domain"
              .formatted(directory));
    }
    return ImmutableList.copyOf(folder.domains.values());
  }

  private void add(Path child) {
    boolean folder = Files.isDirectory(child);
    String place = FileNames.name(child);
    String name = folder ? place : FileNames.withoutExtension(child);
    Domain other = domains.get(name);
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      survey.problem(
          "'%s' gives a domain the name '%s', which has control characters or none that show;"
              + " rename it",
          place, name);
    } else if (other != null) {
      survey.problem(
          "domain '%s' is given twice, as %s and as %s; keep one, or give one another name",
          name, FileNames.name(other.path()), place);
    } else {
      List<Path> files = new ArrayList<>();
      collect(child, files);
      domains.put(name, new Domain(name, child, sorted(files)));
    }
  }

  /** Adds a file, or all files of text below a folder. */
  private void collect(Path path, List<Path> files) {
    if (!Files.isDirectory(path)) {
      files.add(path);
      return;
    }
    try {
      usable(path).forEach(child -> collect(child, files));
    } catch (IOException e) {
      unreadable(path, e);
    }
  }

  /** Returns the files of text and the folders in a folder; names all else. */
  private ImmutableList<Path> usable(Path folder) throws IOException {
    ImmutableList.Builder<Path> usable = ImmutableList.builder();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : sorted(children.toList())) {
        try {
          String reason = reasonToLeaveOut(folder, child);
          if (reason.isEmpty()) {
            usable.add(child);
          } else {
            survey.leftOut(place(child), reason);
          }
        } catch (IOException e) {
          unreadable(child, e);
        }
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
    return usable.build();
  }

  private void unreadable(Path path, IOException problem) {
    survey.problem("%s cannot be read: %s", place(path), IoProblem.reason(problem));
  }

  private String place(Path path) {
    return FileNames.relative(directory, path);
  }

  private ImmutableList<Path> sorted(List<Path> paths) {
    return ImmutableList.sortedCopyOf(Comparator.comparing(this::place), paths);
  }

  /** Says why a file or folder is left out; empty if it is a folder or a file of text. */
  private String reasonToLeaveOut(Path folder, Path child) throws IOException {
    String name = FileNames.name(child);
    if (name.startsWith(".")) {
      return "hidden: its name begins with a dot";
    }
    if (name.startsWith("~$") || OF_PROGRAMS.contains(name.toLowerCase(Locale.ROOT))) {
      return "made by a program, not your text";
    }
    try {
      Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return "it is gone";
    }
    if (!Files.exists(child)) {
      return "a link to nowhere (" + Files.readSymbolicLink(child) + ")";
    }
    if (Files.isDirectory(child)) {
      return leadsBack(folder, child) ? "a link back to a folder that it lies in" : "";
    }
    String extension = FileNames.extension(child);
    if (!extension.equals("txt") && !extension.equals(JSON_LINES)) {
      return COMPRESSED.contains(extension) ? "compressed; unpack it" : "neither .txt nor .jsonl";
    }
    return Files.isRegularFile(child) ? "" : "a pipe or a device, not a file";
  }

  private boolean leadsBack(Path folder, Path child) throws IOException {
    if (Files.isSymbolicLink(child)) {
      Path target = child.toRealPath();
      for (Path at = folder; at != null && at.startsWith(directory); at = at.getParent()) {
        if (at.toRealPath().startsWith(target)) {
          return true;
        }
      }
    }
    return false;
  }
}
