package dev.flowguard.agent.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of {@link ArchitectureTest} can fail: classes beside this test break it on purpose. */
class ArchitectureRulesTest {
  private static final String HERE = "dev.flowguard.agent.gates.violations.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages("dev.flowguard");

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("rulesStandAlone", "dev.flowguard.rules.violations.KnowsTheAgent"),
        arguments("theAgentDoesNotKnowTheSample", HERE + "KnowsTheSample"),
        arguments("gatesKnowWhatTheyMayAskAndNothingElse", HERE + "GateThatDecides"),
        arguments("gatesKnowWhatTheyMayAskAndNothingElse", HERE + "GateThatKnowsAnother"),
        arguments("gatesDoNotDecide", "dev.flowguard.agent.spi.Deciding"),
        arguments("noStateThatReflectionCanFlip", "dev.flowguard.agent.guard.HasASwitch"),
        arguments("noPackageCycles", HERE + "one.One"),
        arguments(
            "nothingOnTheStartPathWakesLoggingTlsOrFileSystems",
            "dev.flowguard.agent.guard.WakesTooMuch"),
        arguments("startingNeedsNoHttpClient", "dev.flowguard.agent.guard.WakesTooMuch"),
        arguments("nothingRunsOnTheCommonPool", HERE + "CommonPool$ByName"),
        arguments("nothingRunsOnTheCommonPool", HERE + "CommonPool$ByDefault"),
        arguments("nothingRunsOnTheCommonPool", HERE + "CommonPool$Delayed"),
        arguments("nothingRunsOnTheCommonPool", HERE + "CommonPool$Parallel"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("broken")
  void aClassThatBreaksARuleIsFound(String rule, String breaker) throws Exception {
    assertThat(failures(rule)).contains(breaker);
  }

  @Test
  void anExecutorOfOnesOwnIsNotTheCommonPool() throws Exception {
    assertThat(failures("nothingRunsOnTheCommonPool")).doesNotContain("CommonPool$Fine");
  }

  @Test
  void eachRuleIsBrokenByOneOfThem() {
    Set<String> rules =
        Arrays.stream(ArchitectureTest.class.getDeclaredFields())
            .filter(field -> field.isAnnotationPresent(ArchTest.class))
            .map(field -> field.getName())
            .collect(Collectors.toSet());
    assertThat(broken().map(each -> each.get()[0])).containsAll(rules);
  }

  private static String failures(String rule) throws ReflectiveOperationException {
    ArchRule tried = (ArchRule) ArchitectureTest.class.getDeclaredField(rule).get(null);
    return String.join("\n", tried.evaluate(CLASSES).getFailureReport().getDetails());
  }
}
