package dev.flowguard.agent.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.policy.Source;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourceCheckTest {
  private static final String OUTER = SourceCheckTest.class.getName();

  /** What an application might have. */
  interface Upload {
    byte[] getBytes();
  }

  @interface UserContent {}

  @interface Unused {}

  static class Message {
    String content() {
      return "";
    }

    void say(String text, int times) {}

    int size() {
      return 0;
    }

    @UserContent
    String note() {
      return "";
    }
  }

  static final class Reply extends Message {}

  private static Source source(String yaml) {
    PolicyFile.Reading reading =
        PolicyFile.read(
            "p.yaml",
            ("policy: p\nprocessors: { x: { hosts: [x.example] } }\ncategories: { c: { sources: [{ "
                    + yaml
                    + " }] } }\nrules: [{ id: r, never: [c], reach: [x] }]\n")
                .getBytes(StandardCharsets.UTF_8));
    return Objects.requireNonNull(reading.policy(), reading.problems().toString())
        .categories()
        .get("c")
        .sources()
        .get(0);
  }

  private static @Nullable String problem(SourceCheck check, String method) {
    return check.problem(source("method: \"" + OUTER + method + "\""));
  }

  private static SourceCheck compiled() throws Exception {
    Map<String, byte[]> classes = new HashMap<>();
    for (Class<?> each :
        List.of(Upload.class, UserContent.class, Unused.class, Message.class, Reply.class)) {
      String name = each.getName().replace('.', '/');
      try (InputStream in =
          Objects.requireNonNull(each.getClassLoader().getResourceAsStream(name + ".class"))) {
        classes.put(name, in.readAllBytes());
      }
    }
    return new SourceCheck(classes);
  }

  @Test
  void findsMethodsOfClassesInterfacesAndNestedClasses() throws Exception {
    SourceCheck check = compiled();

    assertThat(problem(check, "$Message#content()")).isNull();
    assertThat(problem(check, "$Message#content")).isNull();
    assertThat(problem(check, "$Message#say(String, int) arg 0")).isNull();
    assertThat(problem(check, "$Message#say(java.lang.String, int) arg 0")).isNull();
    assertThat(problem(check, "$Upload#getBytes()")).isNull();
    assertThat(check.problem(source("annotation: \"" + OUTER + "$UserContent\""))).isNull();
    assertThat(check.problem(source("jdbc: a.b"))).isNull();
  }

  @Test
  void namesTheNearestClassAndMethod() throws Exception {
    SourceCheck check = compiled();

    assertThat(problem(check, "$Mesage#content()"))
        .isEqualTo(
            "no class "
                + OUTER
                + "$Mesage on this class path. Did you mean "
                + OUTER
                + "$Message?");
    assertThat(check.problem(source("method: \"com.acme.Message#content()\"")))
        .endsWith("Did you mean " + OUTER + "$Message?");
    assertThat(problem(check, "$Message#contnet()"))
        .isEqualTo("the class " + OUTER + "$Message has no method contnet. Did you mean content?");
  }

  @Test
  void saysWhyAMethodOfThatNameIsNotMeant() throws Exception {
    SourceCheck check = compiled();

    assertThat(problem(check, "$Message#size()"))
        .isEqualTo(
            "the class "
                + OUTER
                + "$Message has size(), but none with these argument types that returns an object");
    assertThat(problem(check, "$Message#say(String) arg 0"))
        .endsWith(
            "has say(String, int), but none with these argument types whose argument 0 is an"
                + " object");
    assertThat(problem(check, "$Message#say arg 1"))
        .endsWith("has say(String, int), but none whose argument 1 is an object");
  }

  @Test
  void namesTheClassThatDeclaresAnInheritedMethod() throws Exception {
    assertThat(problem(compiled(), "$Reply#content()"))
        .isEqualTo(
            "the class "
                + OUTER
                + "$Reply inherits this method: name the class that declares it, "
                + OUTER
                + "$Message");
  }

  @Test
  void wantsAnAnnotationThatIsUsed() throws Exception {
    SourceCheck check = compiled();

    assertThat(check.problem(source("annotation: \"" + OUTER + "$Unused\"")))
        .contains("no method that returns an object");
    assertThat(check.problem(source("annotation: com.acme.UserContent")))
        .contains("nothing has this annotation")
        .contains("Did you mean " + OUTER + "$UserContent?");
  }
}
