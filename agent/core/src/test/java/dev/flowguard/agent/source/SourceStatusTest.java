package dev.flowguard.agent.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.agent.status.SourceStatus.State;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the guard reports of each declared source, as classes are loaded and values captured. */
class SourceStatusTest {
  private static final String OUTER = SourceStatusTest.class.getName();

  /** What an application might have. */
  interface Upload {
    String text();
  }

  static final class Stored implements Upload {
    @Override
    public String text() {
      return "";
    }
  }

  static class Message {
    String content() {
      return "";
    }
  }

  private final Problems problems = new Problems();
  private final Sources sources;
  private final SourceTransformer transformer;

  SourceStatusTest() {
    sources = new Sources(policy("$Message#content()"), new ProtectedContent());
    transformer = new SourceTransformer(sources, noClassesYet(), problems);
    transformer.install();
  }

  private static Policy policy(String method) {
    PolicyFile.Reading reading =
        PolicyFile.read(
            "p.yaml",
            ("policy: p\nprocessors: { x: { hosts: [x.example] } }\n"
                    + "categories: { c: { sources: [{ method: \""
                    + OUTER
                    + method
                    + "\" }] } }\nrules: [{ id: r, never: [c], reach: [x] }]\n")
                .getBytes(StandardCharsets.UTF_8));
    return Objects.requireNonNull(reading.policy(), reading.problems().toString());
  }

  private static Instrumentation noClassesYet() {
    return (Instrumentation)
        Proxy.newProxyInstance(
            SourceStatusTest.class.getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) ->
                method.getName().equals("getAllLoadedClasses") ? new Class<?>[0] : null);
  }

  private void load(Class<?> type) throws Exception {
    String name = type.getName().replace('.', '/');
    // Another loader than the core's, whose own classes are not looked at.
    try (URLClassLoader application = new URLClassLoader(new URL[0], type.getClassLoader());
        InputStream in = Objects.requireNonNull(application.getResourceAsStream(name + ".class"))) {
      transformer.transform(application, name, null, null, in.readAllBytes());
    }
  }

  private SourceStatus status() {
    assertThat(sources.statuses()).hasSize(1);
    return sources.statuses().get(0);
  }

  @Test
  void aSourceWhoseClassIsNotLoadedIsNotYetSeenAndNoProblem() {
    transformer.look();

    assertThat(status().state()).isEqualTo(State.NOT_SEEN);
    assertThat(status().captured()).isZero();
    assertThat(status().last()).isEmpty();
    assertThat(problems.current()).isEmpty();
  }

  @Test
  void aSourceHasMatchedTheMethodsThatAreWovenAndCountsWhatItCaptures() throws Exception {
    load(Message.class);
    load(Message.class);
    sources.captured("a value", 0);
    sources.captured("another", 0);

    assertThat(status().state()).isEqualTo(State.MATCHED);
    assertThat(status().matched()).isEqualTo(1);
    assertThat(status().captured()).isEqualTo(2);
    assertThat(status().last()).endsWith("Z");
  }

  @Test
  void aClassWithoutTheMethodIsAProblemWithTheNearestName() throws Exception {
    sources.use(policy("$Message#contnet()"));
    load(Message.class);
    transformer.look();

    assertThat(status().state()).isEqualTo(State.NO_SUCH_METHOD);
    assertThat(status().why()).endsWith("has no method contnet. Did you mean content?");
    assertThat(problems.current())
        .singleElement()
        .asString()
        .contains(OUTER + "$Message#contnet() of c captures nothing")
        .contains("Did you mean content?");
  }

  @Test
  void theProblemIsOverWhenThePolicyNamesAnother() throws Exception {
    sources.use(policy("$Message#contnet()"));
    load(Message.class);
    transformer.look();

    sources.use(policy("$Message#content()"));
    transformer.look();

    assertThat(problems.current()).isEmpty();
  }

  @Test
  void anInterfaceWaitsForItsImplementation() throws Exception {
    sources.use(policy("$Upload#text()"));
    load(Upload.class);
    transformer.look();

    assertThat(status().state()).isEqualTo(State.ABSTRACT);
    assertThat(problems.current()).isEmpty();

    load(Stored.class);

    assertThat(status().state()).isEqualTo(State.MATCHED);
  }
}
