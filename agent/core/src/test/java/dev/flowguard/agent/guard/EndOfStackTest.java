package dev.flowguard.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.CallStack;
import dev.flowguard.agent.event.Fingerprints;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A class of the JDK whose initialiser meets the end of a stack is broken in the whole JVM: for the
 * guard and for the application.
 */
class EndOfStackTest {
  /** What the guard does on threads of the application before it knows how much stack is left. */
  private static Runnable task(String name) {
    switch (name) {
      case "origin":
        return new Runnable() {
          @Override
          public void run() {
            Origin.here();
          }
        };
      case "noted origin":
        CallStack.prove();
        return new Runnable() {
          @Override
          public void run() {
            Origin.here();
          }
        };
      case "fault":
        Faults faults = new Faults(new Problems());
        faults.note("another test", new WithoutTrace());
        return new Runnable() {
          @Override
          public void run() {
            faults.note("a test", ofTheJdk());
          }
        };
      case "capture":
        ProtectedContent content = new ProtectedContent(1 << 20);
        return new Runnable() {
          @Override
          public void run() {
            content.capture("chat-conversation", "test", "a text that was captured", null, null);
          }
        };
      default:
        Judge judge = judge();
        return new Runnable() {
          @Override
          public void run() {
            judge.concerns("api.stripe.com", 443, "/v1/customers?a=b", "api.stripe.com");
          }
        };
    }
  }

  /** Noted like any other, but nobody has formatted a stack trace after it. */
  private static final class WithoutTrace extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public StackTraceElement[] getStackTrace() {
      return new StackTraceElement[0];
    }
  }

  private static RuntimeException ofTheJdk() {
    try {
      throw new AssertionError(Integer.parseInt("no number"));
    } catch (NumberFormatException e) {
      return e;
    }
  }

  private static Judge judge() {
    Policy policy =
        PolicyFile.read(
                "policy.yaml",
                """
                policy: end-of-stack
                processors: { stripe: { hosts: ["*.stripe.com"], text: structured } }
                categories: { chat-conversation: { shapes: [chat-transcript] } }
                rules: [{ id: no-chats, never: [chat-conversation], reach: [stripe] }]
                """
                    .getBytes(StandardCharsets.UTF_8))
            .policy();
    ProtectedContent content = new ProtectedContent(1 << 20);
    return InForce.of(Objects.requireNonNull(policy), null, content, Fingerprints.of(new byte[32]))
        .judge();
  }

  /** Runs in a JVM of its own, in which nothing of the JDK is initialised but what that needed. */
  static final class AtEachDepth extends Thread {
    private final Runnable task;

    private AtEachDepth(Runnable task) {
      super(null, null, "deep", 512 << 10);
      this.task = task;
    }

    public static void main(String[] arguments) throws Exception {
      // As the proof does it, so that no class of the guard is in question.
      for (String each :
          new String[] {
            "dev.flowguard.agent.event.CallStack",
            "dev.flowguard.agent.event.Caller",
            "dev.flowguard.agent.guard.Faults$Kind",
            "dev.flowguard.agent.spi.Origin",
            "dev.flowguard.agent.spi.RequestOrigins",
            "dev.flowguard.rules.inspection.StackRoom",
            "dev.flowguard.rules.policy.Recipient"
          }) {
        Class.forName(each);
      }
      Thread deep = new AtEachDepth(task(arguments[0]));
      deep.start();
      deep.join();
      // What applications do.
      System.out.println(
          ofTheJdk().getStackTrace()[0]
              + ", frames: "
              + StackWalker.getInstance().walk(Stream::toList).size());
    }

    @Override
    public void run() {
      descend(0);
    }

    private long descend(long depth) {
      long deeper;
      try {
        deeper = descend(depth + 1);
      } catch (StackOverflowError e) {
        deeper = 0;
      }
      try {
        task.run();
      } catch (Throwable e) {
        // There was no room; the next attempt has more.
      }
      return deeper + depth;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"origin", "noted origin", "fault", "capture", "host"})
  void nothingOfTheJdkIsBrokenThere(String task) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AtEachDepth.class.getName(),
                task)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("NumberFormatException.java").contains("frames: 1");
  }
}
