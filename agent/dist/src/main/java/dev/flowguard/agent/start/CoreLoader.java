package dev.flowguard.agent.start;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Loads the guard's own classes out of a folder of its jar where no class path sees them, so that
 * they meet no other version of themselves. Sees the platform, and the API that the application
 * sees. After the start it needs nothing from the file any more.
 *
 * <p>As a {@code Supplier}, it gives the core the names of all entries that are in memory.
 */
final class CoreLoader extends ClassLoader implements Supplier<Set<String>> {
  private static final String API = "dev.flowguard.api.";
  private static final String ATTACH = "com.sun.tools.attach.";

  /** What the application sees of the guard, and is loaded from the same file. */
  private static final String[] VISIBLE = {
    "BlockedRequestException", "BlockedTlsException", "Flowguard", "Flowguard$Allowance"
  };

  private static CoreLoader core;

  static {
    registerAsParallelCapable();
  }

  private final JarEntries entries;

  private CoreLoader(ClassLoader parent, File file) throws IOException {
    super(parent);
    this.entries = new JarEntries(file);
  }

  /** The one core of this JVM. */
  static synchronized ClassLoader core() throws IOException, URISyntaxException {
    if (core == null) {
      URI source = CoreLoader.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      File file = new File(source);
      if (!file.isFile()) {
        throw new IOException(
            "the agent must be started from its own jar, unchanged, not from " + file);
      }
      // The platform loader, which Java 8 does not know by name.
      core = new CoreLoader(ClassLoader.getSystemClassLoader().getParent(), file);
    }
    return core;
  }

  /** Loads what the application sees of the guard, while its file is as it was. */
  static void loadVisible() throws ClassNotFoundException {
    for (String name : VISIBLE) {
      Class.forName(API + name, true, ClassLoader.getSystemClassLoader());
    }
  }

  @Override
  public Set<String> get() {
    return entries.names();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    // The attach mechanism of the JDK lies in a module that only the application's loader sees.
    if (name.startsWith(API) || name.startsWith(ATTACH)) {
      return ClassLoader.getSystemClassLoader().loadClass(name);
    }
    // Each start asks for a thousand classes of the platform, which this has none of.
    if (isOfThePlatform(name)) {
      return getParent().loadClass(name);
    }
    // Asking the platform first would cost an exception for each of the guard's classes.
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] classFile = entries.bytes(name.replace('.', '/').concat(".class"));
      if (classFile != null) {
        return defineClass(name, classFile, 0, classFile.length);
      }
    }
    return super.loadClass(name, resolve);
  }

  /** True for what is never in the jar, so that most of its directory is not read at start. */
  private static boolean isOfThePlatform(String name) {
    return name.startsWith("java.")
        || name.startsWith("javax.")
        || name.startsWith("jdk.")
        || name.startsWith("sun.");
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    byte[] bytes = entries.bytes(name);
    return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
  }

  @Override
  protected URL findResource(String name) {
    if (!entries.has(name)) {
      return null;
    }
    try {
      return new URL(null, "flowguard:" + name, new InMemory(entries, name));
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL found = findResource(name);
    return found == null
        ? Collections.<URL>emptyEnumeration()
        : Collections.enumeration(Collections.singleton(found));
  }

  /** Opens an entry that is in memory. */
  private static final class InMemory extends URLStreamHandler {
    private final JarEntries entries;
    private final String entry;

    InMemory(JarEntries entries, String entry) {
      this.entries = entries;
      this.entry = entry;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(entries.bytes(entry));
        }
      };
    }
  }
}
