package dev.flowguard.junit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Fails each test that has caused a violation it did not expect, also where the guard only
 * observes; and the run as a whole for those that belong to no test. Registered by itself.
 */
public final class GuardExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler {
  private static final Namespace NAMESPACE = Namespace.create(GuardExtension.class);
  private static final String END = "end";
  private static final String SCOPE = "scope";

  /**
   * Closed by JUnit when all tests are done: 5.12 closes the one type, later versions the other.
   */
  @SuppressWarnings("deprecation") // since 5.13
  private static final class RunEnd
      implements AutoCloseable, ExtensionContext.Store.CloseableResource {
    @Override
    public void close() {
      String message =
          TestScope.message("something of no test", GuardSession.current().takeNobodys());
      if (message != null) {
        // Some launchers count only what is in a report: it is printed here too.
        System.err.println("flowguard: " + message.strip());
        throw new AssertionError(message);
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    GuardSession.current().require();
    context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(END, key -> new RunEnd());
    enter(context, context.getRequiredTestClass().getName(), false);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    String method = context.getTestMethod().map(each -> each.getName()).orElse("");
    enter(context, context.getRequiredTestClass().getName() + "." + method, true);
  }

  private static void enter(ExtensionContext context, String name, boolean isTest) {
    TestScope scope =
        new TestScope(name, isTest, context.getParent().map(GuardExtension::scope).orElse(null));
    context.getStore(NAMESPACE).put(SCOPE, scope);
    GuardSession.current().enter(scope);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    // A test that expects a block may let its exception go.
    boolean isBlock = false;
    for (Throwable at = failure; at != null && !isBlock; at = at.getCause()) {
      isBlock = at instanceof dev.flowguard.api.BlockedRequestException;
    }
    if (!isBlock || expectations(context).isEmpty()) {
      throw failure;
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TestScope scope = scope(context);
    if (scope == null) {
      return;
    }
    List<String> problems = new ArrayList<>();
    for (ExpectBlocked expected : expectations(context)) {
      check(scope, expected, problems);
    }
    finish(context, scope, "this test", problems);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    TestScope scope = scope(context);
    if (scope != null) {
      finish(context, scope, context.getRequiredTestClass().getName(), new ArrayList<>());
    }
  }

  private static void finish(
      ExtensionContext context, TestScope scope, String who, List<String> problems) {
    TestScope outer =
        context.getParent().map(GuardExtension::scope).filter(each -> each != scope).orElse(null);
    String message = TestScope.message(who, GuardSession.current().leave(scope, outer));
    if (message != null) {
      problems.add(message);
    }
    if (!problems.isEmpty()) {
      throw new AssertionError(String.join("\n", problems));
    }
  }

  static @Nullable TestScope scope(ExtensionContext context) {
    return context.getStore(NAMESPACE).get(SCOPE, TestScope.class);
  }

  private static List<ExpectBlocked> expectations(ExtensionContext context) {
    return AnnotationSupport.findRepeatableAnnotations(context.getElement(), ExpectBlocked.class);
  }

  private static void check(TestScope scope, ExpectBlocked expected, List<String> problems) {
    List<Violation> matching =
        scope.violations().stream().filter(each -> matches(expected, each)).toList();
    scope.expect(matching);
    if (matching.stream().noneMatch(Violation::wasBlocked)) {
      problems.add(
          "\nExpecting a request to be blocked:\n  "
              + describe(expected)
              + (matching.isEmpty()
                  ? "\nbut none was. Violations of this test: "
                      + scope.violations()
                      + GuardSession.current().unattributed()
                  : "\nbut it was seen and let pass: the guard's mode is observe. "
                      + matching.get(0)));
    }
  }

  private static boolean matches(ExpectBlocked expected, Violation violation) {
    return is(expected.processor(), violation.processor())
        && is(expected.category(), violation.category())
        && is(expected.rule(), violation.rule());
  }

  private static boolean is(String wanted, String given) {
    return wanted.isEmpty() || wanted.equals(given);
  }

  private static String describe(ExpectBlocked expected) {
    return (expected.category().isEmpty() ? "anything" : expected.category())
        + " -> "
        + (expected.processor().isEmpty() ? "anywhere" : expected.processor())
        + (expected.rule().isEmpty() ? "" : " (rule " + expected.rule() + ")");
  }
}
