package dev.flowguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.CallStack;
import dev.flowguard.agent.event.Caller;
import dev.flowguard.agent.spi.Origin;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a package that is not the guard's. */
class CallStackTest {
  @BeforeEach
  void prove() {
    CallStack.prove();
    Caller.know(List.of("org.junit", "org.apache.maven"), List.of());
  }

  @AfterEach
  void forget() {
    Caller.know(List.of(), List.of());
  }

  @Test
  void thisJvmNotesWholeStacks() {
    assertThat(CallStack.isWhole()).isTrue();
  }

  @Test
  void anOriginNamesTheThreadThatItWasNotedOn() {
    Origin origin = start();

    List<String> callers = CompletableFuture.supplyAsync(origin::callers).join();

    assertThat(callers).hasSize(2);
    assertThat(callers.get(0)).startsWith(CallStackTest.class.getName() + ".start:");
    assertThat(callers.get(1))
        .startsWith(CallStackTest.class.getName() + ".anOriginNamesTheThreadThatItWasNotedOn:");
    assertThat(origin.callers()).isEqualTo(callers);
  }

  @Test
  void itNamesWhatAWalkOverTheFramesNames() {
    List<List<String>> both = deep(9);

    assertThat(both.get(0)).hasSize(3).isEqualTo(both.get(1));
  }

  /** No frame beyond those that a walk looks at is named. */
  @Test
  void itLooksNoFurtherThanAWalk() {
    Caller.know(List.of("dev.flowguard.agent.CallStackTest", "org.junit"), List.of());

    List<List<String>> both = deep(300);

    assertThat(both.get(0)).isEqualTo(both.get(1));
  }

  private static Origin start() {
    return Origin.here();
  }

  private static List<List<String>> deep(int more) {
    return more == 0 ? both() : deep(more - 1);
  }

  private static List<List<String>> both() {
    return List.of(new CallStack().callers(), Caller.here()); // on one line
  }
}
