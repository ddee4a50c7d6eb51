package dev.flowguard.agent.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import dev.flowguard.agent.status.StatusBoard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Another JVM on this machine, reached by the attach mechanism of the JDK. The one class that needs
 * the module {@code jdk.attach}, which a small run-time image may lack.
 */
final class AttachedJvm implements TargetJvm {
  private final VirtualMachine machine;

  private AttachedJvm(VirtualMachine machine) {
    this.machine = machine;
  }

  /** The JVMs of this user, with what they run. */
  static List<Running> list() {
    List<Running> running = new ArrayList<>();
    for (VirtualMachineDescriptor each : VirtualMachine.list()) {
      running.add(new Running(each.id(), each.displayName()));
    }
    return running;
  }

  static TargetJvm of(String pid) throws UnreachableException {
    if (pid.isEmpty() || !pid.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new UnreachableException(
          "'" + pid + "' is not a process id. 'attach --list' shows them.");
    }
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElse(null);
    if (process == null || !process.isAlive()) {
      throw new UnreachableException(
          "there is no process " + pid + " (any more). 'attach --list' shows those that run.");
    }
    try {
      return new AttachedJvm(VirtualMachine.attach(pid));
    } catch (AttachNotSupportedException | IOException e) {
      throw new UnreachableException(why(process, e));
    }
  }

  private static String why(ProcessHandle process, Exception e) {
    String user = process.info().user().orElse("");
    String own = System.getProperty("user.name", "");
    if (!user.isEmpty() && !user.equals(own)) {
      return "process "
          + process.pid()
          + " belongs to "
          + user
          + ", and you are "
          + own
          + ": only its own user may attach. Run the command as "
          + user
          + ".";
    }
    return "process "
        + process.pid()
        + " does not let itself be attached to ("
        + e.getMessage()
        + "). Either it is not a JVM, or it was started with -XX:+DisableAttachMechanism: then restart it"
        + " with -javaagent.";
  }

  @Override
  public void load(String jar, String argument) throws UnreachableException {
    try {
      machine.loadAgent(jar, argument);
    } catch (AgentLoadException e) {
      throw new UnreachableException(
          String.valueOf(e.getMessage()).contains("Dynamic agent loading is not enabled")
              ? "the JVM was started with -XX:-EnableDynamicAgentLoading: no agent may be loaded"
                  + " into it while it runs. Restart it with -javaagent."
              : "the JVM could not load the agent: " + e.getMessage());
    } catch (AgentInitializationException e) {
      throw new UnreachableException("the agent did not start: see the JVM's stderr");
    } catch (IOException e) {
      throw new UnreachableException("the JVM broke off the attachment: " + e.getMessage());
    }
  }

  @Override
  public @Nullable String status() throws UnreachableException {
    return agentProperties().getProperty(StatusBoard.PROPERTY);
  }

  @Override
  public String flags() throws UnreachableException {
    return agentProperties().getProperty("sun.jvm.args", "");
  }

  @Override
  public String command() throws UnreachableException {
    return agentProperties().getProperty("sun.java.command", "?");
  }

  @Override
  public String systemProperty(String name) throws UnreachableException {
    try {
      return machine.getSystemProperties().getProperty(name, "");
    } catch (IOException e) {
      throw new UnreachableException("the JVM broke off the attachment: " + e.getMessage());
    }
  }

  private Properties agentProperties() throws UnreachableException {
    try {
      return machine.getAgentProperties();
    } catch (IOException e) {
      throw new UnreachableException("the JVM broke off the attachment: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      machine.detach();
    } catch (IOException e) {
      // It has gone meanwhile.
    }
  }
}
