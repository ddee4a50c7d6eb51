package dev.flowguard.agent.source;

import dev.flowguard.agent.source.AnnotatedMembers.Captured;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.rules.policy.Source;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the sources that are declared in code: hands a returned value, or an argument, to the
 * bridge. A {@code method} means overriding methods too, so any class may be meant; most are ruled
 * out by looking for the method's name in the class file. An {@code annotation} means the methods
 * and parameters that bear it themselves, whatever its retention. Supertypes are read as class
 * files, never loaded.
 *
 * <p>A class that was loaded unwoven, because stack or memory ended in the weaver or in the JVM on
 * its way there, is found by comparing the loaded classes with those that were looked at, woven,
 * and reported until it is.
 */
public final class SourceTransformer implements ClassFileTransformer, Look {
  private static final String BRIDGE = "java/lang/FlowguardBridge";
  private static final int MAX_SUPERTYPES = 64;

  /** Looks without a class loaded since, before the classes are compared all the same. */
  private static final int LOOKS_SKIPPED = 10;

  private static final String PROBLEM = "source.unwoven.";

  /** What the application's loader holds of the agent. */
  private static final Set<String> OURS = Set.of("dev.flowguard.agent.start", "dev.flowguard.api");

  private final Sources sources;
  private final Instrumentation instrumentation;
  private final Problems problems;

  private volatile Wanted wanted = new Wanted(List.of(), new SeenClasses());

  /** Classes that this has been asked about; races lose a count, but never all. */
  private volatile int asked;

  /** What the last attempt to weave ended in. */
  private volatile @Nullable Throwable failure;

  // Of the looks.
  private final Set<String> reported = new HashSet<>();
  private int askedAtLook;
  private int looksSkipped;

  /**
   * What is looked for.
   *
   * @param seen the classes that were looked at for all of these, and woven if need be
   */
  private record Wanted(List<Target> targets, SeenClasses seen) {}

  /**
   * A source as it is looked for.
   *
   * @param type internal name: of the class that has the method, or of the annotation
   * @param method null for an annotation
   * @param mark without these bytes in its class file a class is not meant
   */
  private record Target(int number, String type, Source.@Nullable Method method, byte[] mark) {
    static Target of(int number, Source source) {
      if (source instanceof Source.Method method) {
        return new Target(number, method.type().replace('.', '/'), method, utf8(method.name()));
      }
      String type = source.text().replace('.', '/');
      return new Target(number, type, null, utf8("L" + type + ";"));
    }

    private static byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    boolean isMeant(String className, byte[] classFile, ClassLoader loader) {
      return contains(classFile, mark)
          && (method == null
              || className.equals(type)
              || isSubtype(new ClassReader(classFile), type, loader));
    }
  }

  public SourceTransformer(Sources sources, Instrumentation instrumentation, Problems problems) {
    this.problems = problems;
    this.sources = sources;
    this.instrumentation = instrumentation;
  }

  /** Weaves what is loaded already and what will be, now and when a policy brings more sources. */
  public void install() {
    instrumentation.addTransformer(this, true);
    sources.whenChanged(
        new Runnable() {
          @Override
          public void run() {
            weaveAll();
          }
        });
    weaveAll();
  }

  private synchronized void weaveAll() {
    List<Target> all = new ArrayList<>();
    for (int i = 0; i < sources.declared().size(); i++) {
      all.add(Target.of(i, sources.declared().get(i).source()));
    }
    Wanted before = wanted;
    if (all.size() > before.targets.size()) {
      wanted = new Wanted(List.copyOf(all), new SeenClasses());
      weaveUnseen(before);
    }
  }

  /**
   * Compares the loaded classes with those that were looked at, and looks at the rest.
   *
   * @param before what was looked for before; null if a class that was not looked at is a fault
   */
  private void weaveUnseen(@Nullable Wanted before) {
    Wanted now = wanted;
    Set<String> left = new HashSet<>();
    for (Class<?> each : instrumentation.getAllLoadedClasses()) {
      ClassLoader loader = each.getClassLoader();
      if (loader == null || now.seen.has(loader, each.getName()) || !mayBeWoven(each, loader)) {
        continue;
      }
      int from =
          before != null && before.seen.has(loader, each.getName()) ? before.targets.size() : 0;
      String why = weaveLoaded(each, loader, now, from, before == null);
      if (why != null) {
        left.add(each.getName());
        report(each.getName(), why);
      }
    }
    for (String name : reported) {
      if (!left.contains(name)) {
        problems.solved(PROBLEM + name);
      }
    }
    reported.clear();
    reported.addAll(left);
  }

  /**
   * Weaves a class that is loaded already if one of the targets from this one on means it.
   *
   * @param isFault true if it should be woven already: then that is reported first
   * @return why it could not be woven, or null
   */
  private @Nullable String weaveLoaded(
      Class<?> loaded, ClassLoader loader, Wanted now, int from, boolean isFault) {
    String name = loaded.getName();
    try {
      if (!isMeant(loaded, loader, now.targets.subList(from, now.targets.size()))) {
        now.seen.add(loader, name);
        return null;
      }
      if (isFault && reported.add(name)) {
        report(name, "it was loaded where it could not be woven");
      }
      failure = null;
      instrumentation.retransformClasses(loaded);
    } catch (Throwable e) {
      failure = e;
    }
    Throwable why = failure;
    return now.seen.has(loader, name)
        ? null
        : why == null ? "the JVM does not ask for it" : why.getClass().getName();
  }

  private void report(String className, String why) {
    problems.report(
        PROBLEM + className,
        "the source class "
            + className
            + " is in use and not woven ("
            + why
            + "), so what it handles is not captured. It is tried again each second; please report"
            + " this if it stays");
  }

  private boolean mayBeWoven(Class<?> loaded, ClassLoader loader) {
    return !loaded.isArray()
        && !loaded.isHidden()
        && !isOurs(loader)
        && !OURS.contains(loaded.getPackageName())
        && instrumentation.isModifiableClass(loaded);
  }

  /** Whether a class that is loaded already is to be woven, by its class file. */
  private boolean isMeant(Class<?> loaded, ClassLoader loader, List<Target> targets) {
    String name = loaded.getName().replace('.', '/');
    if (targets.stream().noneMatch(target -> target.method == null || isKin(loaded, target))) {
      return false;
    }
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      byte[] classFile = in == null ? null : in.readAllBytes();
      if (classFile != null) {
        targets.forEach(target -> noteLoaded(target, name, classFile));
      }
      return classFile == null
          || targets.stream().anyMatch(target -> target.isMeant(name, classFile, loader));
    } catch (IOException | RuntimeException e) {
      return true; // the transformer itself will look
    }
  }

  /** The core's own loader, and those of its gates. */
  private static boolean isOurs(ClassLoader loader) {
    return loader == SourceTransformer.class.getClassLoader()
        || loader.getClass().getClassLoader() == SourceTransformer.class.getClassLoader();
  }

  private static boolean isKin(Class<?> loaded, Target target) {
    for (Class<?> at = loaded; at != null; at = at.getSuperclass()) {
      if (at.getName().replace('.', '/').equals(target.type) || hasInterface(at, target.type)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasInterface(Class<?> type, String name) {
    for (Class<?> each : type.getInterfaces()) {
      if (each.getName().replace('.', '/').equals(name) || hasInterface(each, name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    Wanted now = wanted;
    if (loader == null || className == null || now.targets.isEmpty() || isOurs(loader)) {
      return null;
    }
    try {
      if (redefined == null) {
        asked++;
      }
      byte[] compiled = redefined == null ? classFile : compiled(className, classFile, loader);
      List<Target> meant = new ArrayList<>();
      Map<String, Integer> annotations = new HashMap<>();
      for (Target target : now.targets) {
        noteLoaded(target, className, compiled);
        if (target.isMeant(className, compiled, loader)) {
          meant.add(target);
          if (target.method == null) {
            annotations.put("L" + target.type + ";", target.number);
          }
        }
      }
      byte[] woven =
          meant.isEmpty()
              ? null
              : weave(
                  classFile,
                  meant,
                  annotations.isEmpty() ? Map.of() : AnnotatedMembers.of(compiled, annotations));
      // Last of all: from here on nothing fails.
      now.seen.add(loader, className);
      return woven;
    } catch (Throwable e) {
      // Not woven now: the class will be found in use unwoven.
      failure = e;
      return null;
    }
  }

  /** Notes of the class that a source names whether it has the method. */
  private void noteLoaded(Target target, String className, byte[] classFile) {
    Source.Method method = target.method;
    if (method != null && className.equals(target.type)) {
      DeclaredMethods methods = DeclaredMethods.of(classFile);
      count(target.number).loaded(methods.fitting(method) > 0 ? null : methods.missing(method));
    }
  }

  private SourceCount count(int source) {
    return sources.declared().get(source).count();
  }

  /**
   * Weaves what is in use unwoven, and reports it until it is; reports too which sources match
   * nothing. Called by the watch, each second. Walks the loaded classes only if classes were loaded
   * since, or something is left to weave, or each tenth time: a class that the JVM could not ask
   * about leaves no trace here.
   */
  @Override
  public synchronized void look() {
    sources.report(problems);
    int now = asked;
    boolean isDue = now != askedAtLook || !reported.isEmpty() || ++looksSkipped >= LOOKS_SKIPPED;
    if (isDue && !wanted.targets.isEmpty()) {
      askedAtLook = now;
      looksSkipped = 0;
      weaveUnseen(null);
    }
  }

  static boolean hasName(byte[] classFile, String name) {
    return contains(classFile, name.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean contains(byte[] classFile, byte[] name) {
    for (int i = 0; i + name.length <= classFile.length; i++) {
      if (classFile[i] == name[0]
          && java.util.Arrays.equals(classFile, i, i + name.length, name, 0, name.length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSubtype(ClassReader type, String wanted, ClassLoader loader) {
    Set<String> seen = new HashSet<>();
    List<String> next = new ArrayList<>(supertypes(type));
    while (!next.isEmpty() && seen.size() < MAX_SUPERTYPES) {
      String name = next.remove(next.size() - 1);
      if (name.equals(wanted)) {
        return true;
      }
      if (name.startsWith("java/") || !seen.add(name)) {
        continue;
      }
      try (InputStream in = loader.getResourceAsStream(name + ".class")) {
        if (in != null) {
          next.addAll(supertypes(new ClassReader(in.readAllBytes())));
        }
      } catch (IOException e) {
        // The class loader itself reports a supertype with an unreadable class file.
      }
    }
    return false;
  }

  static List<String> supertypes(ClassReader type) {
    List<String> names = new ArrayList<>(List.of(type.getInterfaces()));
    if (type.getSuperName() != null) {
      names.add(type.getSuperName());
    }
    return names;
  }

  /** The class file that the compiler wrote, of a class that is loaded. */
  private static byte[] compiled(String className, byte[] loaded, ClassLoader loader) {
    try (InputStream in = loader.getResourceAsStream(className + ".class")) {
      return in == null ? loaded : in.readAllBytes();
    } catch (IOException e) {
      return loaded;
    }
  }

  private byte @Nullable [] weave(
      byte[] classFile, List<Target> meant, Map<String, List<Captured>> annotated) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    CapturedClass woven = new CapturedClass(writer, meant, annotated);
    reader.accept(woven, 0);
    if (woven.matched.isEmpty()) {
      return null;
    }
    byte[] result = writer.toByteArray();
    woven.matched.forEach(
        (method, captured) ->
            captured.forEach(
                each -> count(each.source()).matched(reader.getClassName() + "#" + method)));
    return result;
  }

  static boolean fits(Source.Method method, String name, Type[] arguments, Type returned) {
    if (!method.name().equals(name)) {
      return false;
    }
    List<String> types = method.argumentTypes();
    if (types != null) {
      if (types.size() != arguments.length) {
        return false;
      }
      for (int i = 0; i < arguments.length; i++) {
        String actual = arguments[i].getClassName();
        if (!actual.equals(types.get(i)) && !actual.endsWith("." + types.get(i))) {
          return false;
        }
      }
    }
    return method.argument() < 0
        ? returned.getSort() >= Type.ARRAY
        : method.argument() < arguments.length
            && arguments[method.argument()].getSort() >= Type.ARRAY;
  }

  private static final class CapturedClass extends ClassVisitor {
    private final List<Target> meant;
    private final Map<String, List<Captured>> annotated;
    private final Map<String, List<Captured>> matched = new HashMap<>();

    CapturedClass(ClassVisitor to, List<Target> meant, Map<String, List<Captured>> annotated) {
      super(Opcodes.ASM9, to);
      this.meant = meant;
      this.annotated = annotated;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor to = super.visitMethod(access, name, descriptor, signature, exceptions);
      // A bridge method calls the real one, which captures.
      int skipped = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_BRIDGE;
      if (to == null || (access & skipped) != 0) {
        return to;
      }
      Type[] arguments = Type.getArgumentTypes(descriptor);
      List<Captured> captured =
          new ArrayList<>(annotated.getOrDefault(name + descriptor, List.of()));
      for (Target target : meant) {
        Source.Method source = target.method;
        if (source != null && fits(source, name, arguments, Type.getReturnType(descriptor))) {
          captured.add(new Captured(target.number, source.argument()));
        }
      }
      if (captured.isEmpty()) {
        return to;
      }
      matched.put(name + descriptor, captured);
      return new CapturedMethod(to, (access & Opcodes.ACC_STATIC) != 0, arguments, captured);
    }
  }

  private static final class CapturedMethod extends MethodVisitor {
    private final boolean isStatic;
    private final Type[] arguments;
    private final List<Captured> captured;

    CapturedMethod(MethodVisitor to, boolean isStatic, Type[] arguments, List<Captured> captured) {
      super(Opcodes.ASM9, to);
      this.isStatic = isStatic;
      this.arguments = arguments;
      this.captured = captured;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      for (Captured each : captured) {
        if (each.argument() >= 0) {
          int slot = isStatic ? 0 : 1;
          for (int i = 0; i < each.argument(); i++) {
            slot += arguments[i].getSize();
          }
          super.visitVarInsn(Opcodes.ALOAD, slot);
          call(each.source());
        }
      }
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.ARETURN) {
        for (Captured each : captured) {
          if (each.argument() < 0) {
            super.visitInsn(Opcodes.DUP);
            call(each.source());
          }
        }
      }
      super.visitInsn(opcode);
    }

    private void call(int source) {
      super.visitIntInsn(Opcodes.SIPUSH, source);
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC, BRIDGE, "captured", "(Ljava/lang/Object;I)V", false);
    }
  }
}
