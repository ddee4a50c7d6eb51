package dev.flowguard.agent.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import dev.flowguard.agent.status.StatusBoard;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Another JVM on this machine, reached by the attach mechanism of the JDK. */
final class TargetJvm implements AutoCloseable {
  private final VirtualMachine machine;

  private TargetJvm(VirtualMachine machine) {
    this.machine = machine;
  }

  /** Why a JVM cannot be reached, and what to do; for people. */
  static final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message) {
      super(message);
    }
  }

  /** The JVMs of this user, with what they run. */
  static List<VirtualMachineDescriptor> list() throws UnreachableException {
    try {
      return VirtualMachine.list();
    } catch (LinkageError e) {
      throw noAttachModule();
    }
  }

  static TargetJvm of(String pid) throws UnreachableException {
    if (pid.isEmpty() || !pid.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new UnreachableException("'" + pid + "' is no process id. 'attach --list' shows them.");
    }
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElse(null);
    if (process == null || !process.isAlive()) {
      throw new UnreachableException(
          "there is no process " + pid + " (any more). 'attach --list' shows those that run.");
    }
    try {
      return new TargetJvm(VirtualMachine.attach(pid));
    } catch (LinkageError e) {
      throw noAttachModule();
    } catch (AttachNotSupportedException | IOException e) {
      throw new UnreachableException(why(process, e));
    }
  }

  private static UnreachableException noAttachModule() {
    return new UnreachableException(
        "this Java has no module jdk.attach. Run the command with a JDK, not with a JRE.");
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
        + "). Either it is no JVM, or it was started with -XX:+DisableAttachMechanism: then restart it"
        + " with -javaagent.";
  }

  /** Loads the agent. */
  void load(String jar, String argument) throws UnreachableException {
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

  /** What the guard in it says of itself, JSON, or null if there is none. */
  @Nullable String status() throws UnreachableException {
    return agentProperties().getProperty(StatusBoard.PROPERTY);
  }

  /** Flags on its command line. */
  String flags() throws UnreachableException {
    return agentProperties().getProperty("sun.jvm.args", "");
  }

  /** What it runs. */
  String command() throws UnreachableException {
    return agentProperties().getProperty("sun.java.command", "?");
  }

  String systemProperty(String name) throws UnreachableException {
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
