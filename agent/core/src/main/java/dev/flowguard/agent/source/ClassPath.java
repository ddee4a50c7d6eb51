package dev.flowguard.agent.source;

import dev.flowguard.rules.policy.PathPattern;
import dev.flowguard.rules.provenance.PublishedFile;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Resources of an application, read from its jars and folders themselves: no class loader is asked,
 * so that no code of the application runs. In executable Spring Boot jars and web archives the
 * classes' own folder counts as root too. Jars within jars are not looked into.
 */
public final class ClassPath {
  /** What patterns for resources begin with. */
  public static final String PREFIX = "classpath:";

  /** Larger resources are not read, in bytes. */
  static final int LONGEST = 1 << 20;

  private static final int MOST_ROOTS = 4_096;
  private static final int MOST_ENTRIES = 200_000;
  private static final List<String> INNER_ROOTS = List.of("BOOT-INF/classes/", "WEB-INF/classes/");

  private ClassPath() {}

  /**
   * What a pattern names in one jar or folder.
   *
   * @param isCut true if there is more than is read
   */
  public record Found(List<PublishedFile> files, boolean isCut) {
    public Found {
      files = List.copyOf(files);
    }
  }

  /** Jars and folders of the class path that the JVM was started with. */
  public static Set<File> ofStart() {
    Set<File> roots = new LinkedHashSet<>();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      add(entry, roots);
    }
    return roots;
  }

  /** The same, and those that loaded classes are from, such as the folder of a web application. */
  public static Set<File> of(Class<?>[] loaded) {
    Set<File> roots = ofStart();
    Set<ProtectionDomain> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    File own = root(ClassPath.class.getProtectionDomain());
    for (Class<?> each : loaded) {
      if (each.getClassLoader() != null && seen.add(each.getProtectionDomain())) {
        File root = root(each.getProtectionDomain());
        if (root != null) {
          add(root.getPath(), roots);
        }
      }
    }
    roots.remove(own);
    return roots;
  }

  private static void add(String path, Set<File> roots) {
    File file = new File(path).getAbsoluteFile();
    if (!path.isEmpty() && roots.size() < MOST_ROOTS && (file.isFile() || file.isDirectory())) {
      roots.add(file);
    }
  }

  /**
   * The jar or folder; of {@code jar:file:/a.jar!/BOOT-INF/classes!/} and the like the outer one.
   */
  private static @Nullable File root(@Nullable ProtectionDomain domain) {
    CodeSource source = domain == null ? null : domain.getCodeSource();
    URL url = source == null ? null : source.getLocation();
    String place = url == null ? null : url.getPath();
    if (place == null) {
      return null;
    }
    String path = place;
    for (String scheme : List.of("file:", "nested:")) {
      path = path.startsWith(scheme) ? path.substring(scheme.length()) : path;
    }
    int inner = path.indexOf('!');
    path = inner < 0 ? path : path.substring(0, inner);
    if (path.endsWith("/") && path.length() > 1) {
      path = path.substring(0, path.length() - 1);
    }
    try {
      return path.startsWith("/")
          ? new File(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8))
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Reads what a pattern names.
   *
   * @param pattern with its {@link #PREFIX}
   * @param root a jar or folder
   * @param most files
   * @throws IOException if the root cannot be read
   */
  public static Found find(String pattern, File root, int most) throws IOException {
    String path = pattern.substring(PREFIX.length());
    String resource = path.startsWith("/") ? path.substring(1) : path;
    return root.isDirectory() ? inFolder(resource, root, most) : inJar(resource, root, most);
  }

  private static Found inFolder(String resource, File root, int most) throws IOException {
    FileGlob.Found found = FileGlob.find(resource, root, most);
    List<PublishedFile> files = new ArrayList<>();
    boolean isCut = found.isCut();
    for (File file : found.files()) {
      try (InputStream in = new FileInputStream(file)) {
        isCut |= !add(file.getName(), in, files);
      }
    }
    return new Found(files, isCut);
  }

  private static Found inJar(String resource, File root, int most) throws IOException {
    PathPattern pattern = new PathPattern("/" + resource);
    List<PublishedFile> files = new ArrayList<>();
    boolean isCut = false;
    try (ZipFile jar = new ZipFile(root)) {
      int left = MOST_ENTRIES;
      Enumeration<? extends ZipEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (left-- == 0) {
          return new Found(files, true);
        }
        if (entry.isDirectory() || !matches(pattern, entry.getName())) {
          continue;
        }
        if (files.size() == most) {
          return new Found(files, true);
        }
        try (InputStream in = jar.getInputStream(entry)) {
          isCut |= !add(entry.getName(), in, files);
        }
      }
    }
    return new Found(files, isCut);
  }

  private static boolean matches(PathPattern pattern, String entry) {
    boolean matches = pattern.matches("/" + entry);
    for (String inner : INNER_ROOTS) {
      matches |= entry.startsWith(inner) && pattern.matches("/" + entry.substring(inner.length()));
    }
    return matches;
  }

  /** False for a resource that is too large. */
  private static boolean add(String name, InputStream in, List<PublishedFile> files)
      throws IOException {
    byte[] bytes = in.readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      return false;
    }
    files.add(new PublishedFile(name, bytes));
    return true;
  }
}
