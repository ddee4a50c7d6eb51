package dev.flowguard.agent.source;

import dev.flowguard.rules.policy.NearestWord;
import dev.flowguard.rules.policy.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import org.jspecify.annotations.Nullable;

/** Compares the sources of a policy with the classes of an application, without loading them. */
public final class SourceCheck {
  private static final int MAX_SUPERTYPES = 64;

  private final Map<String, byte[]> classes;

  /**
   * @param classes class files by internal name, such as {@code com/acme/Chat$Message}
   */
  public SourceCheck(Map<String, byte[]> classes) {
    this.classes = classes;
  }

  /** Why this source matches nothing in these classes, with the nearest name, or null. */
  public @Nullable String problem(Source source) {
    if (source instanceof Source.Method method) {
      return problem(method);
    }
    return source instanceof Source.Annotation annotation ? problem(annotation) : null;
  }

  private @Nullable String problem(Source.Method method) {
    byte[] classFile = classes.get(method.type().replace('.', '/'));
    if (classFile == null) {
      return "no class " + method.type() + " on this class path" + nearestType(method.type());
    }
    DeclaredMethods methods = DeclaredMethods.of(classFile);
    if (methods.fitting(method) > 0) {
      return null;
    }
    String inherited = heir(method, classFile);
    return inherited != null
        ? "the class "
            + method.type()
            + " inherits this method: name the class that declares it, "
            + inherited
        : methods.missing(method);
  }

  /** The supertype that declares it, or null. */
  private @Nullable String heir(Source.Method method, byte[] classFile) {
    Set<String> seen = new HashSet<>();
    List<String> next = new ArrayList<>(SourceTransformer.supertypes(new ClassReader(classFile)));
    while (!next.isEmpty() && seen.size() < MAX_SUPERTYPES) {
      String name = next.remove(next.size() - 1);
      byte[] supertype = seen.add(name) ? classes.get(name) : null;
      if (supertype != null) {
        if (DeclaredMethods.of(supertype).fitting(method) > 0) {
          return name.replace('/', '.');
        }
        next.addAll(SourceTransformer.supertypes(new ClassReader(supertype)));
      }
    }
    return null;
  }

  private @Nullable String problem(Source.Annotation annotation) {
    String type = annotation.text().replace('.', '/');
    Map<String, Integer> wanted = Map.of("L" + type + ";", 0);
    for (byte[] classFile : classes.values()) {
      if (SourceTransformer.hasName(classFile, "L" + type + ";")
          && !AnnotatedMembers.of(classFile, wanted).isEmpty()) {
        return null;
      }
    }
    return classes.containsKey(type)
        ? "no method that returns an object, and no such parameter, has the annotation "
            + annotation.text()
        : "no class "
            + annotation.text()
            + " on this class path, and nothing has this annotation"
            + nearestType(annotation.text());
  }

  private String nearestType(String type) {
    String simple = type.substring(type.lastIndexOf('.') + 1);
    List<String> sameName = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (String name : classes.keySet()) {
      String candidate = name.replace('/', '.');
      all.add(candidate);
      if (candidate.endsWith("." + simple) || candidate.endsWith("$" + simple)) {
        sameName.add(candidate);
      }
    }
    sameName.sort(null);
    all.sort(null);
    String nearest = sameName.isEmpty() ? NearestWord.to(type, all) : sameName.get(0);
    return nearest == null ? "" : ". Did you mean " + nearest + "?";
  }
}
