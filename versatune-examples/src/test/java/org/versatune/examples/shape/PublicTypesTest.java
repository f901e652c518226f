// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every public type of core and the adapter has a user outside its package. Main code of any module
 * is one. So are README, docs and notebooks where they name the type, or a static method that
 * returns it; the map of the code and the changelog are not, since they name private types, too. A
 * nested type also has one where its outer type has, and a public method of that or of another
 * nested type takes or returns it.
 *
 * <p>A type without a user is to be made package-private, documented or deleted.
 */
class PublicTypesTest {
  private static final ImmutableSet<JavaModifier> PUBLIC_STATIC =
      ImmutableSet.of(JavaModifier.PUBLIC, JavaModifier.STATIC);

  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.versatune");

  @Test
  void everyPublicTypeHasAUser() throws IOException {
    String docs = docs();

    List<String> withoutUser =
        LIBRARY.stream()
            .filter(type -> !type.getPackageName().startsWith("org.versatune.examples"))
            .filter(PublicTypesTest::isPublic)
            .filter(type -> !hasUser(type, docs))
            .map(JavaClass::getName)
            .sorted()
            .toList();

    assertThat(withoutUser)
        .as("public types that no other package uses and no page of docs or notebook names")
        .isEmpty();
  }

  @Test
  void typesOfAllModulesAreLookedAt() {
    assertThat(LIBRARY.contain("org.versatune.VersaTune")).isTrue();
    assertThat(LIBRARY.contain("org.versatune.dl4j.MixtureListener")).isTrue();
    assertThat(LIBRARY.contain("org.versatune.examples.command.Versatune")).isTrue();
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && !type.getSimpleName().isEmpty()
        && type.getEnclosingClass().map(PublicTypesTest::isPublic).orElse(true);
  }

  private static boolean hasUser(JavaClass type, String docs) {
    return isUsedElsewhere(type)
        || isNamed(type, docs)
        || type.getEnclosingClass()
            .map(outer -> hasUser(outer, docs) && isInSignature(type, outer))
            .orElse(false);
  }

  private static boolean isUsedElsewhere(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream()
        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
  }

  private static boolean isNamed(JavaClass type, String docs) {
    return isWord(type.getSimpleName() + "\\b", docs)
        || type.getMethodsWithReturnTypeOfSelf().stream()
            .filter(method -> !method.getOwner().equals(type) && isPublic(method.getOwner()))
            .filter(method -> method.getModifiers().containsAll(PUBLIC_STATIC))
            .anyMatch(method -> isWord(method.getName() + "\\(", docs));
  }

  private static boolean isWord(String pattern, String docs) {
    return Pattern.compile("\\b" + pattern).matcher(docs).find();
  }

  private static boolean isInSignature(JavaClass type, JavaClass outer) {
    return LIBRARY.stream()
        .filter(owner -> owner.equals(outer) || owner.getName().startsWith(outer.getName() + "$"))
        .flatMap(owner -> owner.getMethods().stream())
        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
        .anyMatch(method -> method.getAllInvolvedRawTypes().contains(type));
  }

  private static String docs() throws IOException {
    Path root = Path.of("..");
    List<Path> pages = new ArrayList<>(List.of(root.resolve("README.md")));
    addAll(root.resolve("docs"), ".md", pages);
    addAll(root.resolve("versatune-examples/notebooks"), ".ipynb", pages);
    assertThat(pages).hasSizeGreaterThan(10);
    StringBuilder text = new StringBuilder();
    for (Path page : pages) {
      if (!page.endsWith("CHANGELOG.md") && !page.endsWith("architecture.md")) {
        text.append(Files.readString(page)).append('\n');
      }
    }
    return text.toString();
  }

  private static void addAll(Path folder, String ending, List<Path> pages) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(file -> file.toString().endsWith(ending)).sorted().forEach(pages::add);
    }
  }
}
