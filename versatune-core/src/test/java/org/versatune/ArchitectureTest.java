// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds what each package may depend on.
 *
 * <p>The root package has two halves. The contracts are the interfaces and values that every other
 * package may use. The run is {@link VersaTune} with its private classes: it alone uses the other
 * packages, and none of them uses it. So an interface or a value that comes to use another package
 * breaks these rules.
 */
@AnalyzeClasses(
    packages = "org.versatune",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
  private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

  /** The classes of the root package that use another package, directly or through others. */
  private static final DescribedPredicate<JavaClass> RUN =
      describe(
          "the run",
          type ->
              type.getPackageName().equals("org.versatune")
                  && KNOWN.computeIfAbsent(type.getName(), unused -> usesOtherPackage(type)));

  private static boolean usesOtherPackage(JavaClass type) {
    return type.getTransitiveDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getPackageName())
        .anyMatch(ArchitectureTest::isOtherPackage);
  }

  private static boolean isOtherPackage(String name) {
    return name.startsWith("org.versatune.") && !name.equals("org.versatune.internal");
  }

  private static final String[] LIBRARIES = {
    "java..",
    "javax.net.ssl",
    "com.google.common..",
    "org.jspecify..",
    "com.google.errorprone.annotations.."
  };

  @ArchTest
  static final ArchRule contractsUseNoOtherPackage =
      classes()
          .that(resideInAPackage("org.versatune").and(not(RUN)))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("org.versatune", "org.versatune.internal")
                  .or(resideInAnyPackage(LIBRARIES)));

  @ArchTest
  static final ArchRule noPackageUsesTheRun =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.versatune.advice..",
              "org.versatune.detection..",
              "org.versatune.scheduling..",
              "org.versatune.tracking..",
              "org.versatune.record..",
              "org.versatune.sampling..",
              "org.versatune.simulation..",
              "org.versatune.trainers.losses..",
              "org.versatune.watching..")
          .should()
          .dependOnClassesThat(RUN.or(belongToAnyOf(Snapshot.class)));

  @ArchTest
  static final ArchRule detectionUsesContractsOnly =
      classes()
          .that()
          .resideInAPackage("org.versatune.detection..")
          .and()
          .resideOutsideOfPackage("org.versatune.detection.model")
          .should()
          .onlyDependOnClassesThat(
              packageAndContracts("detection").or(resideInAPackage("org.hipparchus..")));

  @ArchTest
  static final ArchRule judgesOverModelsAloneUseLangChain4j =
      classes()
          .that()
          .resideInAPackage("org.versatune.detection.model")
          .should()
          .onlyDependOnClassesThat(
              packageAndContracts("detection")
                  .or(resideInAnyPackage("dev.langchain4j..", "org.hipparchus..")));

  /** LangChain4j is optional: what everybody loads must not need it. */
  @ArchTest
  static final ArchRule nothingElseUsesJudgesOverModels =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.versatune.detection.model")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.versatune.detection.model", "dev.langchain4j..");

  @ArchTest
  static final ArchRule samplingUsesContractsOnly =
      classes()
          .that()
          .resideInAPackage("org.versatune.sampling..")
          .should()
          .onlyDependOnClassesThat(packageAndContracts("sampling"));

  @ArchTest
  static final ArchRule trackingUsesContractsOnly =
      classes()
          .that()
          .resideInAPackage("org.versatune.tracking..")
          .should()
          .onlyDependOnClassesThat(packageAndContracts("tracking"));

  @ArchTest
  static final ArchRule theDetectorUsesNoJudge =
      noClasses()
          .that()
          .resideInAPackage("org.versatune.detection")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.versatune.detection.*");

  @ArchTest
  static final ArchRule theRecordUsesTrackingOnly =
      classes()
          .that()
          .resideInAPackage("org.versatune.record..")
          .should()
          .onlyDependOnClassesThat(
              packageAndContracts("record")
                  .or(resideInAnyPackage("org.versatune.tracking", "tools.jackson.core..")));

  @ArchTest
  static final ArchRule schedulingUsesPotentialAndForgettingOnly =
      classes()
          .that()
          .resideInAPackage("org.versatune.scheduling..")
          .should()
          .onlyDependOnClassesThat(
              packageAndContracts("scheduling")
                  .or(resideInAnyPackage("org.versatune.tracking", "org.hipparchus..")));

  @ArchTest
  static final ArchRule adviceUsesSchedulingOnly =
      classes()
          .that()
          .resideInAPackage("org.versatune.advice")
          .should()
          .onlyDependOnClassesThat(
              packageAndContracts("advice").or(resideInAPackage("org.versatune.scheduling")));

  @ArchTest
  static final ArchRule simulationReadsRecordsAndUsesTracking =
      classes()
          .that()
          .resideInAPackage("org.versatune.simulation..")
          .should()
          .onlyDependOnClassesThat(
              packageAndContracts("simulation")
                  .or(
                      resideInAnyPackage(
                          "org.versatune.record", "org.versatune.tracking", "org.hipparchus..")));

  /** What steers trainers outside the JVM is around the run, like an adapter. */
  @ArchTest
  static final ArchRule nothingUsesTheTrainers =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.versatune.trainers")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.versatune.trainers");

  @ArchTest
  static final ArchRule readersOfLossesUseContractsOnly =
      classes()
          .that()
          .resideInAPackage("org.versatune.trainers.losses")
          .should()
          .onlyDependOnClassesThat(packageAndContracts("trainers.losses"));

  @ArchTest
  static final ArchRule watchingUsesTheRecordAndMicrometer =
      classes()
          .that()
          .resideInAPackage("org.versatune.watching")
          .should()
          .onlyDependOnClassesThat(
              packageAndContracts("watching")
                  .or(resideInAnyPackage("org.versatune.record", "io.micrometer..")));

  /** So that who lacks this optional library never loads it. */
  @ArchTest
  static final ArchRule onlyTheGaugesUseMicrometer =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("MicrometerGauges")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micrometer..");

  @ArchTest
  static final ArchRule coreUsesNoTensors =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..");

  /** Its annotations are pinned by platforms to versions under which it dies with an Error. */
  @ArchTest
  static final ArchRule nothingBindsObjectsToJson =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("tools.jackson.databind..", "com.fasterxml..");

  @ArchTest
  static final ArchRule onlyInternalTheRecordAndTheTrainersUseJackson =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.versatune.internal", "org.versatune.record", "org.versatune.trainers")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("tools.jackson..");

  @ArchTest
  static final ArchRule internalUsesLibrariesOnly =
      classes()
          .that()
          .resideInAPackage("org.versatune.internal")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("org.versatune.internal", "tools.jackson.core..")
                  .or(resideInAnyPackage(LIBRARIES)));

  @ArchTest
  static final ArchRule jsonOfValuesUsesContractsOnly =
      classes()
          .that()
          .resideInAPackage("org.versatune.internal.values")
          .should()
          .onlyDependOnClassesThat(packageAndContracts("internal.values").and(not(RUN)));

  @ArchTest
  static final ArchRule noCycleOfPackages =
      slices().assignedFrom(new Halves()).should().beFreeOfCycles();

  /** One slice for each package, and two for the root package. */
  private static final class Halves implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      if (!name.startsWith("org.versatune")) {
        return SliceIdentifier.ignore();
      }
      if (!name.equals("org.versatune")) {
        return SliceIdentifier.of(name);
      }
      return SliceIdentifier.of(RUN.test(type) ? "the run" : "the contracts");
    }

    @Override
    public String getDescription() {
      return "packages, the root package in two halves";
    }
  }

  private static DescribedPredicate<JavaClass> packageAndContracts(String name) {
    return resideInAnyPackage(
            "org.versatune", "org.versatune.internal..", "org.versatune." + name + "..")
        .or(resideInAnyPackage(LIBRARIES));
  }
}
