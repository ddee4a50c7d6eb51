package dev.flowguard.junit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.flowguard.junit", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule theExtensionNeedsOnlyTheApiAndJUnit =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.flowguard.junit",
              "dev.flowguard.api",
              "org.junit.jupiter.api..",
              "org.junit.platform.commons.support..",
              "org.junit.platform.launcher..",
              "org.jspecify.annotations",
              "java..")
          .because(
              "it is on the class path of other people's tests: the guard is behind the agent's own"
                  + " loader, and assertion libraries are their choice");
}
