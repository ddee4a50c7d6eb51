package dev.flowguard.agent.start;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Loads the guard's own classes out of a folder of its jar where no class path sees them, so that
 * they meet no other version of themselves. Sees the platform, and the API that the application
 * sees.
 */
final class CoreLoader extends ClassLoader {
  private static final String FOLDER = "inst/";
  private static final String API = "dev.flowguard.api.";
  private static final String ATTACH = "com.sun.tools.attach.";

  private static CoreLoader core;

  static {
    registerAsParallelCapable();
  }

  private final ZipFile jar;
  private final String url;

  private CoreLoader(ClassLoader parent, File file) throws IOException {
    super(parent);
    this.jar = new ZipFile(file);
    this.url = "jar:" + file.toURI() + "!/";
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

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    // The attach mechanism of the JDK lies in a module that only the application's loader sees.
    if (name.startsWith(API) || name.startsWith(ATTACH)) {
      return ClassLoader.getSystemClassLoader().loadClass(name);
    }
    // Asking the platform first would cost an exception for each of our classes.
    ZipEntry entry = name.startsWith("java.") ? null : entry(name.replace('.', '/') + ".class");
    if (entry == null) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name, entry) : loaded;
    }
  }

  private Class<?> define(String name, ZipEntry entry) throws ClassNotFoundException {
    byte[] classFile = new byte[(int) entry.getSize()];
    try (InputStream in = jar.getInputStream(entry)) {
      new DataInputStream(in).readFully(classFile);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    return defineClass(name, classFile, 0, classFile.length);
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    try {
      ZipEntry entry = entry(name);
      return entry == null ? super.getResourceAsStream(name) : jar.getInputStream(entry);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  protected URL findResource(String name) {
    ZipEntry entry = entry(name);
    if (entry == null) {
      return null;
    }
    try {
      return new URL(url + entry.getName());
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

  private ZipEntry entry(String name) {
    // Class files have another ending in the jar, so that no class path scanner takes them up.
    return jar.getEntry(FOLDER + (name.endsWith(".class") ? name + "data" : name));
  }
}
