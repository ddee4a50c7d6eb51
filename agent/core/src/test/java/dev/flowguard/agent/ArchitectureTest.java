package dev.flowguard.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.flowguard.agent.settings.FileOwner;

@AnalyzeClasses(packages = "dev.flowguard", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule rulesDoNotKnowTheAgent =
      noClasses()
          .that()
          .resideInAPackage("dev.flowguard.rules..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.flowguard.agent..")
          .because("the judgement is a library: sample-app → agent → rules");

  @ArchTest
  static final ArchRule nothingOnTheStartPathWakesLoggingTlsOrFileSystems =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.flowguard.agent.guard..",
              "dev.flowguard.agent.startup..",
              "dev.flowguard.agent.watch..",
              "dev.flowguard.agent.settings..",
              "dev.flowguard.agent.weave..",
              "dev.flowguard.agent.link..",
              "dev.flowguard.agent.source..",
              "dev.flowguard.agent.status..")
          .and()
          .doNotHaveFullyQualifiedName(FileOwner.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.util.logging..", "org.slf4j..", "javax.net..", "java.nio.file..")
          .because(
              "servers that set these up themselves must find them untouched before main;"
                  + " FileOwner is asked only where somebody has put a file whose owner matters");

  @ArchTest
  static final ArchRule gatesDoNotDecide =
      noClasses()
          .that()
          .resideInAPackage("dev.flowguard.agent.spi..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.flowguard.rules.judge..", "dev.flowguard.rules.policy..")
          .because("one decision function, many adapters");

  @ArchTest
  static final ArchRule noStateThatReflectionCanFlip =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(
              "dev.flowguard.agent.guard..",
              "dev.flowguard.agent.startup..",
              "dev.flowguard.agent.watch..",
              "dev.flowguard.rules..")
          .should()
          .beFinal()
          .because("a static switch is a way to turn the guard off unseen");
}
