package dev.flowguard.agent.start;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The shim: what the application's loader sees of the agent. */
@AnalyzeClasses(packages = "dev.flowguard.agent.start", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule theShimNeedsOnlyTheJdk =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.flowguard.agent.start", "java..")
          .because("all else is behind a loader of its own, where the application cannot see it");

  @ArchTest
  static final ArchRule theShimWakesNoLoggingTlsOrFileSystems =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "java.nio.file..", "java.net.http..")
          .because("servers that set these up themselves must find them untouched before main");
}
