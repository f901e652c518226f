// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds what the adapter may depend on: Deeplearning4j without a backend, and core's contracts. */
@AnalyzeClasses(
    packages = "org.versatune.dl4j",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule theAdapterUsesNoBackendAndNoFormulas =
      classes()
          .that()
          .resideOutsideOfPackage("org.versatune.dl4j.spark..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.versatune.dl4j",
              "org.versatune",
              "org.versatune.internal",
              "org.versatune.detection",
              "org.versatune.sampling",
              "org.versatune.scheduling",
              "org.deeplearning4j..",
              "org.nd4j.linalg..",
              "org.nd4j.evaluation..",
              "org.nd4j.common..",
              "org.nd4j.nativeblas..",
              "com.google.common..",
              "com.google.errorprone.annotations..",
              "org.jspecify..",
              "org.slf4j..",
              "java..");

  /** Spark is optional: whoever does not call this package never loads a class of it. */
  @ArchTest
  static final ArchRule nothingElseReachesSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.versatune.dl4j.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.versatune.dl4j.spark..",
              "org.apache..",
              "scala..",
              "org.deeplearning4j.spark..");

  @ArchTest
  static final ArchRule onSparkAreNoFormulas =
      classes()
          .that()
          .resideInAPackage("org.versatune.dl4j.spark..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.versatune.dl4j..",
              "org.versatune",
              "org.versatune.internal",
              "org.apache.spark..",
              "org.apache.hadoop..",
              "scala..",
              "org.deeplearning4j..",
              "org.nd4j.linalg..",
              "com.google.common..",
              "com.google.errorprone.annotations..",
              "org.jspecify..",
              "java..");
}
