package dev.flowguard.agent.link;

import dev.flowguard.agent.weave.Relocation;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import org.jspecify.annotations.Nullable;

/**
 * Defines gate code below the loader of one copy of a client, so that it is typed against just that
 * copy. What is ours comes from the core, everything else from the client's loader. For a copy that
 * was renamed, the names in the gate's code are renamed alike while it is defined.
 */
final class GateLoader extends ClassLoader {
  static final String GATES = "dev.flowguard.agent.gates.";
  private static final String TAPS = "dev.flowguard.agent.taps.";
  private static final String OURS = "dev.flowguard.";
  private static final String CLASS_ENTRY = ".class";

  /** Lists of hook points: the core has its own. */
  private static final String HOOKS = "Hooks.class";

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader core;
  private final List<String> packages;
  private final Relocation copy;
  private volatile boolean isDiscarded;
  private volatile boolean isInitialised;

  /**
   * @param packages that gates of the client use, and that may be renamed
   * @param copy how the client is named
   */
  GateLoader(
      @Nullable ClassLoader client, ClassLoader core, List<String> packages, Relocation copy) {
    super("flowguard-gates", client);
    this.core = core;
    this.packages = packages;
    this.copy = copy;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    if (!name.startsWith(GATES) && !name.startsWith(TAPS)) {
      return core.loadClass(name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  /** True once a class of it is broken for good: a new loader is to take its place. */
  boolean isDiscarded() {
    return isDiscarded;
  }

  void discard() {
    isDiscarded = true;
  }

  /**
   * Initialises all classes in a gate's package, once, so that none is met for the first time where
   * stack or memory has run out. Those that need what this build of the client does not have are
   * left out.
   *
   * @param gate class name of a gate
   * @throws LinkageError if a class cannot be initialised
   */
  void initialise(String gate) throws ClassNotFoundException {
    if (isInitialised || !(core instanceof Supplier<?> entries)) {
      return;
    }
    String folder = gate.substring(0, gate.lastIndexOf('.') + 1).replace('.', '/');
    for (Object each : (Set<?>) entries.get()) {
      String entry = (String) each;
      if (entry.startsWith(folder) && entry.endsWith(CLASS_ENTRY) && !entry.endsWith(HOOKS)) {
        String name = entry.substring(0, entry.length() - CLASS_ENTRY.length()).replace('/', '.');
        try {
          Class.forName(name, true, this);
        } catch (LinkageError e) {
          // A class that needs another build of the client is met again if it is needed here.
          if (Misfit.isBroken(e) || Misfit.isMissingMember(e)) {
            throw e;
          }
        }
      }
    }
    isInitialised = true;
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    try (InputStream in = core.getResourceAsStream(path)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] classFile = copy.isRenamed() ? renamed(in.readAllBytes()) : in.readAllBytes();
      return defineClass(name, classFile, 0, classFile.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private byte[] renamed(byte[] classFile) {
    ClassWriter writer = new ClassWriter(0);
    Remapper names =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String internalName) {
            return nameHere(internalName);
          }

          @Override
          public Object mapValue(Object value) {
            // Classes that are not public are looked up by name.
            return value instanceof String text && isClassName(text)
                ? nameHere(text.replace('.', '/')).replace('/', '.')
                : super.mapValue(value);
          }
        };
    new ClassReader(classFile).accept(new ClassRemapper(writer, names), 0);
    return writer.toByteArray();
  }

  private boolean isClassName(String text) {
    return text.indexOf('.') > 0 && Relocation.packageOf(text.replace('.', '/'), packages) != null;
  }

  /** Where a class of the client is in this copy: packages are renamed together, or not at all. */
  private String nameHere(String internalName) {
    String own = copy.apply(internalName);
    if (!own.equals(internalName) || Relocation.packageOf(internalName, packages) == null) {
      return own;
    }
    String alike = copy.prefix() + internalName;
    return getResource(alike + ".class") == null ? internalName : alike;
  }
}
