package dev.flowguard.agent.taps;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A tap only looks on: it knows one server, and where the bytes go. */
@AnalyzeClasses(packages = "dev.flowguard", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String TAPS = "dev.flowguard.agent.taps.";

  @ArchTest
  static final ArchRule tapsKnowWhatTheyMayAskAndNothingElse =
      noClasses()
          .that()
          .resideInAPackage(TAPS + "*..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.flowguard..")
                  .and(
                      not(
                          resideInAnyPackage(
                              TAPS + "*..",
                              "dev.flowguard.agent.spi",
                              "dev.flowguard.agent.weave"))));

  @ArchTest
  static final ArchRule tapsDoNotKnowEachOther =
      slices().matching(TAPS + "(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule nothingKnowsTheTaps =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.flowguard.agent.taps..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.flowguard.agent.taps..");
}
