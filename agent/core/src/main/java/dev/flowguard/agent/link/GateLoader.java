package dev.flowguard.agent.link;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Defines gate code below the loader of one copy of a client, so that it is typed against just that
 * copy. What is ours comes from the core, everything else from the client's loader.
 */
final class GateLoader extends ClassLoader {
  static final String GATES = "dev.flowguard.agent.gates.";
  private static final String OURS = "dev.flowguard.";

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader core;

  GateLoader(@Nullable ClassLoader client, ClassLoader core) {
    super("flowguard-gates", client);
    this.core = core;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    if (!name.startsWith(GATES)) {
      return core.loadClass(name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    try (InputStream in = core.getResourceAsStream(path)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] classFile = in.readAllBytes();
      return defineClass(name, classFile, 0, classFile.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
