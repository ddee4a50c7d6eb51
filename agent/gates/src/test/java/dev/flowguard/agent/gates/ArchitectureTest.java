package dev.flowguard.agent.gates;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/**
 * The directions between packages, over all that is packed into the core of the agent: rules, API,
 * core and gates are on the class path of this module, so these are the rules of the core too.
 * {@link ArchitectureRulesTest} shows that each rule can fail. The shim and the JUnit extension,
 * which are built later, have their own.
 */
@AnalyzeClasses(packages = "dev.flowguard", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String GATES = "dev.flowguard.agent.gates.";

  /** The one other gate that a gate may know: what it is built on. */
  private static final Map<String, String> SIBLINGS =
      Map.of(
          "apache4async", "apache4",
          "apache5async", "apache5",
          "asynchttpclient", "netty",
          "awsnetty", "netty",
          "jettyws", "jetty",
          "nettyhttp2", "netty",
          "nettyws", "netty",
          "reactornetty", "netty",
          "okhttpws", "okhttp");

  private static final Set<String> HOOK_DATA =
      Set.of(
          "dev.flowguard.agent.weave.ClassHooks",
          "dev.flowguard.agent.weave.Client",
          "dev.flowguard.agent.weave.HookPoint",
          "dev.flowguard.agent.weave.HookPoint$Kind");

  @ArchTest
  static final ArchRule rulesStandAlone =
      noClasses()
          .that()
          .resideInAPackage("dev.flowguard.rules..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.flowguard.agent..", "dev.flowguard.api..", "dev.flowguard.sample..")
          .because("the judgement is a library: sample-app → agent → rules");

  @ArchTest
  static final ArchRule theAgentDoesNotKnowTheSample =
      noClasses()
          .that()
          .resideInAnyPackage("dev.flowguard.agent..", "dev.flowguard.api..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.flowguard.sample..")
          .because("sample-app → agent → rules");

  @ArchTest
  static final ArchRule gatesKnowWhatTheyMayAskAndNothingElse =
      classes()
          .that()
          .resideInAPackage(GATES + "*..")
          .should(dependOnlyOnWhatAGateMayKnow())
          .because("a gate only adapts; it neither decides nor knows other clients");

  private static ArchCondition<JavaClass> dependOnlyOnWhatAGateMayKnow() {
    return new ArchCondition<>(
        "know of Flowguard only agent.spi, hook data, rules.request, the reasons of an inspection,"
            + " the API, and the gate that they are declared to stand on") {
      @Override
      public void check(JavaClass gate, ConditionEvents events) {
        for (Dependency dependency : gate.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (!mayKnow(gate, target)) {
            events.add(SimpleConditionEvent.violated(gate, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static boolean mayKnow(JavaClass gate, JavaClass target) {
    String name = target.getPackageName();
    if (!name.startsWith("dev.flowguard.")) {
      return true;
    }
    String own = gate.getPackageName();
    return name.equals(own)
        || name.equals(GATES + SIBLINGS.get(own.substring(GATES.length())))
        || name.equals("dev.flowguard.agent.spi")
        || name.equals("dev.flowguard.rules.request")
        || name.equals("dev.flowguard.rules.inspection")
        || name.equals("dev.flowguard.api")
        || HOOK_DATA.contains(target.getName());
  }

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

  @ArchTest
  static final ArchRule noPackageCycles =
      slices().matching("dev.flowguard.(**)").should().beFreeOfCycles();

  /**
   * Classes on the start path that may use what others there may not, because nothing loads them
   * before {@code main}: the thread that writes the journal, and those that send alerts, begin with
   * the first record.
   */
  private static final DescribedPredicate<JavaClass> LOADED_LATER =
      DescribedPredicate.describe(
          "loaded with the first record or alert, or for a settings file whose owner matters",
          type ->
              Set.of(
                      "dev.flowguard.agent.alert.Webhook",
                      "dev.flowguard.agent.journal.JournalFile",
                      "dev.flowguard.agent.journal.OwnFile",
                      "dev.flowguard.agent.journal.OwnFolder",
                      "dev.flowguard.agent.settings.FileOwner")
                  .contains(outermost(type)));

  private static String outermost(JavaClass type) {
    int dollar = type.getName().indexOf('$');
    return dollar < 0 ? type.getName() : type.getName().substring(0, dollar);
  }

  @ArchTest
  static final ArchRule nothingOnTheStartPathWakesLoggingTlsOrFileSystems =
      noClasses()
          .that(
              resideInAPackage("dev.flowguard.agent..")
                  .and(DescribedPredicate.not(resideInAPackage("dev.flowguard.agent.cli..")))
                  .and(DescribedPredicate.not(resideInAPackage(GATES + "*..")))
                  .and(DescribedPredicate.not(LOADED_LATER)))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "java.util.logging..",
                  "org.slf4j..",
                  "javax.net..",
                  "java.nio.file..",
                  "java.net.http..",
                  "okhttp3.."))
          .because("servers that set these up themselves must find them untouched before main");

  @ArchTest
  static final ArchRule startingNeedsNoHttpClient =
      noClasses()
          .that()
          .resideInAnyPackage("dev.flowguard.agent.guard..", "dev.flowguard.agent.startup..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("dev.flowguard.agent.alert.Webhook")
          .because("loading it loads the HTTP client and TLS before main; WebhookCheck does not");

  @ArchTest
  static final ArchRule nothingRunsOnTheCommonPool =
      noClasses()
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "the common pool runs what they are given", ArchitectureTest::usesCommonPool))
          .because("it belongs to the application, which may fill it and then wait for us");

  private static boolean usesCommonPool(JavaMethodCall call) {
    String owner = call.getTargetOwner().getName();
    String name = call.getTarget().getName();
    if (owner.equals("java.util.concurrent.ForkJoinPool")) {
      return name.equals("commonPool");
    }
    if (!owner.startsWith("java.util.concurrent.Completa")) { // CompletableFuture, CompletionStage
      return name.equals("parallelStream")
          || name.equals("parallel") && owner.startsWith("java.util.stream.");
    }
    boolean hasExecutor =
        call.getTarget().getRawParameterTypes().stream()
            .anyMatch(type -> type.getName().equals("java.util.concurrent.Executor"));
    return !hasExecutor && (name.endsWith("Async") || name.equals("delayedExecutor"));
  }
}
