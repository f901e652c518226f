package org.versatune;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Holds the rooms of the house apart. Every room may use the contracts of the root package; only
 * the hall ({@link VersaTune} with what is private to it) opens the doors of the rooms, and no room
 * opens the hall's.
 */
@AnalyzeClasses(
    packages = "org.versatune",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
  private static final DescribedPredicate<JavaClass> HALL =
      belongToAnyOf(
              VersaTune.class,
              RunBuilder.class,
              Resumption.class,
              RunTracker.class,
              DrawStream.class,
              CheckedSampling.class,
              OwnRule.class,
              ReportWatch.class,
              DrawLimits.class)
          .as("the hall");

  private static final String[] LIBRARIES = {
    "java..", "com.google.common..", "org.jspecify..", "com.google.errorprone.annotations.."
  };

  @ArchTest
  static final ArchRule contractsKnowNoRoom =
      classes()
          .that(resideInAPackage("org.versatune").and(not(HALL)))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("org.versatune", "org.versatune.internal")
                  .or(resideInAnyPackage(LIBRARIES)));

  @ArchTest
  static final ArchRule noRoomKnowsTheHall =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.versatune.detection..",
              "org.versatune.scheduling..",
              "org.versatune.tracking..",
              "org.versatune.record..",
              "org.versatune.sampling..",
              "org.versatune.simulation..")
          .should()
          .dependOnClassesThat(HALL.or(belongToAnyOf(Snapshot.class)));

  @ArchTest
  static final ArchRule detectionStandsAlone =
      classes()
          .that()
          .resideInAPackage("org.versatune.detection..")
          .should()
          .onlyDependOnClassesThat(room("detection"));

  @ArchTest
  static final ArchRule samplingStandsAlone =
      classes()
          .that()
          .resideInAPackage("org.versatune.sampling..")
          .should()
          .onlyDependOnClassesThat(room("sampling"));

  @ArchTest
  static final ArchRule trackingStandsAlone =
      classes()
          .that()
          .resideInAPackage("org.versatune.tracking..")
          .should()
          .onlyDependOnClassesThat(room("tracking"));

  @ArchTest
  static final ArchRule theDetectorKnowsNoJudge =
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
              room("record")
                  .or(resideInAnyPackage("org.versatune.tracking", "tools.jackson.core..")));

  @ArchTest
  static final ArchRule schedulingUsesPotentialAndForgettingOnly =
      classes()
          .that()
          .resideInAPackage("org.versatune.scheduling..")
          .should()
          .onlyDependOnClassesThat(
              room("scheduling")
                  .or(resideInAnyPackage("org.versatune.tracking", "org.hipparchus..")));

  @ArchTest
  static final ArchRule simulationReadsRecordsAndUsesTracking =
      classes()
          .that()
          .resideInAPackage("org.versatune.simulation..")
          .should()
          .onlyDependOnClassesThat(
              room("simulation")
                  .or(
                      resideInAnyPackage(
                          "org.versatune.record", "org.versatune.tracking", "org.hipparchus..")));

  @ArchTest
  static final ArchRule coreKnowsNoTensors =
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
  static final ArchRule onlyTheJsonMappingAndTheRecordKnowJackson =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.versatune.internal", "org.versatune.record")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("tools.jackson..");

  @ArchTest
  static final ArchRule whatIsInternalKnowsNothingOfTheHouse =
      classes()
          .that()
          .resideInAPackage("org.versatune.internal")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("org.versatune.internal", "tools.jackson.core..")
                  .or(resideInAnyPackage(LIBRARIES)));

  private static DescribedPredicate<JavaClass> room(String name) {
    return resideInAnyPackage(
            "org.versatune", "org.versatune.internal", "org.versatune." + name + "..")
        .or(resideInAnyPackage(LIBRARIES));
  }
}
