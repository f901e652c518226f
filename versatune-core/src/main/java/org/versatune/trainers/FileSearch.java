// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Listed;

/** Finds the files of rows that a user named, and opens them. */
final class FileSearch {
  private static final System.Logger LOG = System.getLogger(DomainRows.class.getName());
  private static final String INDEXES = ".versatune";

  private static final ImmutableList<String> ENDINGS =
      ImmutableList.of(".jsonl", ".json", ".jsonl.gz", ".json.gz", ".parquet");

  /** What each file is: of one domain, or of the domains that a field names. */
  private record Use(@Nullable String domain, @Nullable String field) {
    @Override
    public String toString() {
      return domain == null ? "field '" + field + "'" : "domain '" + domain + "'";
    }
  }

  private final Map<Path, Use> files = new LinkedHashMap<>();
  private @Nullable Path indexes;
  private boolean verify;

  void add(Path path, String domain) {
    add(path, new Use(domain, null));
  }

  void addByField(Path path, String field) {
    add(path, new Use(null, field));
  }

  void indexIn(Path folder) {
    indexes = folder;
  }

  void verify() {
    verify = true;
  }

  void addEach(Path root) {
    checkArgument(Files.isDirectory(root), "%s: there is no such folder", root);
    int before = files.size();
    for (Path child : children(root)) {
      String name = String.valueOf(child.getFileName());
      if (Files.isDirectory(child)) {
        add(child, name);
      } else if (isRows(child)) {
        add(child, name.substring(0, name.length() - ending(child).length()));
      } else {
        LOG.log(System.Logger.Level.WARNING, "{0} is left out: {1}", child, otherKind());
      }
    }
    checkArgument(
        files.size() > before,
        "%s: there is neither a folder nor a file of rows in it; put the files of each domain into"
            + " a folder under the domain's name",
        root);
  }

  private static ImmutableList<Path> children(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(child -> !isHidden(child))
          .sorted()
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "folder", folder, e);
    }
  }

  private static boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }

  private static boolean isRows(Path file) {
    return !ending(file).isEmpty();
  }

  private static String ending(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.stream().filter(name::endsWith).findFirst().orElse("");
  }

  private static String otherKind() {
    return "files of rows are named "
        + String.join(", ", ENDINGS)
        + "; convert others, and unpack what is packed in another way";
  }

  private void add(Path path, Use use) {
    checkArgument(Files.exists(path), "%s: there is no such file or folder", path);
    if (!Files.isDirectory(path)) {
      checkArgument(isRows(path), "%s: its name does not say what it is; %s", path, otherKind());
      put(path, use);
      return;
    }
    List<Path> leftOut = new ArrayList<>();
    int before = files.size();
    addBelow(path, use, leftOut);
    if (!leftOut.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "of folder {0}, {1} are left out: {2}",
          path,
          Listed.of(leftOut),
          otherKind());
    }
    checkArgument(
        files.size() > before,
        "%s: there is no file of rows in this folder; %s",
        path,
        otherKind());
  }

  private void addBelow(Path folder, Use use, List<Path> leftOut) {
    for (Path child : children(folder)) {
      if (Files.isDirectory(child)) {
        addBelow(child, use, leftOut);
      } else if (isRows(child)) {
        put(child, use);
      } else {
        leftOut.add(child);
      }
    }
  }

  private void put(Path path, Use use) {
    Path file;
    try {
      AtomicFiles.checkRegularIfThere(path);
      file = path.toRealPath();
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "rows", path, e);
    }
    Use other = files.putIfAbsent(file, use);
    checkArgument(
        other == null,
        "%s is given twice, for %s and for %s; its rows would count twice: name it once",
        file,
        other,
        use);
  }

  DomainRows open() {
    checkArgument(!files.isEmpty(), "no file of rows was given: call domain(\"law\", file)");
    Map<String, List<DomainRows.RowList.Part>> parts = new LinkedHashMap<>();
    ImmutableList.Builder<RowIndex> opened = ImmutableList.builder();
    Map<String, Path> contents = new HashMap<>();
    files.forEach(
        (file, use) -> {
          RowIndex index = RowIndex.open(file, use.field(), folder(file), verify);
          opened.add(index);
          if (index.source().rows() == 0) {
            LOG.log(System.Logger.Level.WARNING, "{0} has no row", file);
          }
          String content = index.source().stamp().size() + " " + index.source().crc32c();
          Path same = index.source().rows() == 0 ? null : contents.putIfAbsent(content, file);
          if (same != null) {
            LOG.log(
                System.Logger.Level.WARNING,
                "{0} and {1} have the same content: its rows count twice",
                same,
                file);
          }
          if (use.domain() == null) {
            ImmutableMap<String, Long> firsts = index.firstRows();
            index
                .source()
                .domains()
                .forEach(
                    (domain, count) ->
                        part(parts, domain, index, firsts.getOrDefault(domain, 0L), count));
          } else {
            part(parts, use.domain(), index, 0, index.source().rows());
          }
        });
    ImmutableMap.Builder<String, DomainRows.RowList> rows = ImmutableMap.builder();
    parts.forEach(
        (domain, of) -> {
          checkArgument(
              !of.isEmpty(),
              "the files of domain '%s' have no row: %s; add rows or leave the domain out",
              domain,
              Listed.of(Maps.filterValues(files, use -> domain.equals(use.domain())).keySet()));
          rows.put(domain, new DomainRows.RowList(ImmutableList.copyOf(of)));
        });
    checkArgument(!parts.isEmpty(), "there is no row in %s", Listed.of(files.keySet()));
    return new DomainRows(rows.buildOrThrow(), opened.build());
  }

  private static void part(
      Map<String, List<DomainRows.RowList.Part>> parts,
      String domain,
      RowIndex index,
      long first,
      long count) {
    List<DomainRows.RowList.Part> of = parts.computeIfAbsent(domain, unused -> new ArrayList<>());
    if (count > 0) {
      of.add(new DomainRows.RowList.Part(index, first, count));
    }
  }

  /** The folder for the index of a file. */
  private Path folder(Path file) {
    Path folder =
        indexes != null ? indexes : Objects.requireNonNull(file.getParent()).resolve(INDEXES);
    try {
      return Files.isDirectory(folder) ? folder : Files.createDirectories(folder);
    } catch (IOException e) {
      UncheckedIOException failure = AtomicFiles.failure("make", "folder for indexes", folder, e);
      throw new UncheckedIOException(
          failure.getMessage() + "; name a folder that can be written, with indexIn", e);
    }
  }
}
