package dev.flowguard.agent.link;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;

/**
 * Defines the bridge class into {@code java.lang}, for every loader to see. Must have run before
 * {@link CoreBridge}, which extends it, is loaded.
 *
 * <p>Appending a jar to the boot class path would do too, but it prints a warning, costs the shared
 * archive of classes, and is not seen through loaders that pass only {@code java.*} to their
 * parents.
 */
public final class BridgeDefinition {
  private static final String CLASS_FILE = "java/lang/FlowguardBridge.class";

  private BridgeDefinition() {}

  /**
   * Defines it.
   *
   * @throws IllegalStateException if it is there already: a second guard in this JVM
   */
  public static void define(Instrumentation instrumentation)
      throws IOException, IllegalAccessException {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(BridgeDefinition.class.getModule())),
        Set.of(),
        Map.of());
    try (InputStream in = BridgeDefinition.class.getClassLoader().getResourceAsStream(CLASS_FILE)) {
      if (in == null) {
        throw new IllegalStateException("the agent's jar is incomplete: no " + CLASS_FILE);
      }
      MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup())
          .defineClass(in.readAllBytes());
    } catch (LinkageError e) {
      throw new IllegalStateException("a guard is attached to this JVM already", e);
    }
  }
}
