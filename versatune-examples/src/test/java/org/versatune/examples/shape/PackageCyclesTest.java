// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.shape;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The packages of the examples depend on one another in one direction. */
@AnalyzeClasses(
    packages = "org.versatune.examples",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class PackageCyclesTest {
  @ArchTest
  static final ArchRule noCycle =
      slices().matching("org.versatune.examples.(**)").should().beFreeOfCycles();
}
