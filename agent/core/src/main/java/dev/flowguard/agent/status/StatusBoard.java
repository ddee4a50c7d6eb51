package dev.flowguard.agent.status;

import dev.flowguard.agent.thread.Look;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code doctor} reads, from another process, what the guard says of itself: a property of
 * the JVM's agents, which the attach mechanism shows without loading anything into the JVM.
 */
public final class StatusBoard implements Look {
  /** The property. */
  public static final String PROPERTY = "dev.flowguard.status";

  private final @Nullable Properties agentProperties;
  private final Supplier<StatusReport> status;
  private String shown = "";

  /**
   * @param status what to show
   */
  public StatusBoard(Instrumentation instrumentation, Supplier<StatusReport> status) {
    this.agentProperties = agentProperties(instrumentation);
    this.status = status;
  }

  private static @Nullable Properties agentProperties(Instrumentation instrumentation) {
    try {
      instrumentation.redefineModule(
          Object.class.getModule(),
          Set.of(),
          Map.of("jdk.internal.vm", Set.of(StatusBoard.class.getModule())),
          Map.of(),
          Set.of(),
          Map.of());
      return (Properties)
          Class.forName("jdk.internal.vm.VMSupport").getMethod("getAgentProperties").invoke(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      Console.print("flowguard: 'doctor' will not see this guard on this JVM (" + cause + ")");
      return null;
    }
  }

  /** Shows how things are now. */
  @Override
  public synchronized void look() {
    String now = status.get().json();
    if (agentProperties != null && !now.equals(shown)) {
      shown = now;
      agentProperties.setProperty(PROPERTY, now);
    }
  }
}
