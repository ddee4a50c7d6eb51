package dev.flowguard.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.flowguard.rules", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule rulesStandAlone =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.flowguard.agent..",
              "dev.flowguard.api..",
              "net.bytebuddy..",
              "java.lang.instrument..")
          .because("the judgement must run in tests and on the command line without an agent");

  @ArchTest
  static final ArchRule rulesOpenNoConnection =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "javax.net..", "java.nio.channels..")
          .because("what judges user content must have no way to send it anywhere");

  @ArchTest
  static final ArchRule payloadsMeetNoBacktrackingRegex =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.regex..")
          .because("a backtracking pattern on hostile input is a way to stop the service");

  @ArchTest
  static final ArchRule detectorsDoNotKnowThePolicy =
      noClasses()
          .that()
          .resideInAnyPackage("..detect..", "..payload..", "..provenance..", "..stream..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..policy..", "..judge..", "..cases..")
          .because("what is seen in a request must not depend on who may receive it");
}
