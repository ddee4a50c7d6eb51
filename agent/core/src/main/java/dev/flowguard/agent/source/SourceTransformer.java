package dev.flowguard.agent.source;

import dev.flowguard.rules.policy.Source;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Weaves {@code method} sources: hands the returned value, or an argument, to the bridge.
 * Overriding methods count too, so any class may be meant; most are told apart by looking for the
 * method's name in the class file. Supertypes are read as class files, never loaded.
 */
public final class SourceTransformer implements ClassFileTransformer {
  private static final String BRIDGE = "java/lang/FlowguardBridge";
  private static final int MAX_SUPERTYPES = 64;

  private final Sources sources;
  private final byte[][] names;
  private final String[] types;

  public SourceTransformer(Sources sources) {
    this.sources = sources;
    this.names = new byte[sources.methods().size()][];
    this.types = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      Source.Method method = sources.methods().get(i).method();
      names[i] = method.name().getBytes(StandardCharsets.UTF_8);
      types[i] = method.type().replace('.', '/');
    }
  }

  /** Adds this transformer if there is anything to weave, and weaves what is loaded already. */
  public void install(Instrumentation instrumentation) {
    if (names.length == 0) {
      return;
    }
    instrumentation.addTransformer(this, true);
    Class<?>[] loaded = instrumentation.getAllLoadedClasses();
    List<Class<?>> declared = new ArrayList<>();
    for (Class<?> each : loaded) {
      if (List.of(types).contains(each.getName().replace('.', '/'))) {
        declared.add(each);
      }
    }
    for (Class<?> each : loaded) {
      if (declared.stream().anyMatch(type -> type.isAssignableFrom(each))
          && instrumentation.isModifiableClass(each)) {
        try {
          instrumentation.retransformClasses(each);
        } catch (Exception | LinkageError e) {
          tell(each.getName(), e);
        }
      }
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (loader == null || className == null || className.startsWith("dev/flowguard/agent/")) {
      return null;
    }
    try {
      List<Integer> meant = new ArrayList<>();
      for (int i = 0; i < names.length; i++) {
        if (contains(classFile, names[i])
            && (className.equals(types[i])
                || isSubtype(new ClassReader(classFile), types[i], loader))) {
          meant.add(i);
        }
      }
      return meant.isEmpty() ? null : weave(classFile, meant);
    } catch (RuntimeException | LinkageError e) {
      tell(className, e);
      return null;
    }
  }

  private static void tell(String className, Throwable e) {
    System.err.println(
        "flowguard: the source "
            + className.replace('/', '.')
            + " cannot be woven ("
            + e.getClass().getName()
            + "); what it handles is NOT captured");
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
        // A supertype whose class file cannot be read is told by the class loader itself.
      }
    }
    return false;
  }

  private static List<String> supertypes(ClassReader type) {
    List<String> names = new ArrayList<>(List.of(type.getInterfaces()));
    if (type.getSuperName() != null) {
      names.add(type.getSuperName());
    }
    return names;
  }

  private byte @Nullable [] weave(byte[] classFile, List<Integer> meant) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    CapturedClass woven = new CapturedClass(writer, meant);
    reader.accept(woven, 0);
    return woven.any ? writer.toByteArray() : null;
  }

  private boolean fits(Source.Method method, String name, Type[] arguments, Type returned) {
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

  private final class CapturedClass extends ClassVisitor {
    private final List<Integer> meant;
    private boolean any;

    CapturedClass(ClassVisitor to, List<Integer> meant) {
      super(Opcodes.ASM9, to);
      this.meant = meant;
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
      List<Integer> here = new ArrayList<>();
      Type[] arguments = Type.getArgumentTypes(descriptor);
      for (int source : meant) {
        if ((access & skipped) == 0
            && fits(
                sources.methods().get(source).method(),
                name,
                arguments,
                Type.getReturnType(descriptor))) {
          here.add(source);
        }
      }
      if (here.isEmpty() || to == null) {
        return to;
      }
      any = true;
      return new CapturedMethod(to, (access & Opcodes.ACC_STATIC) != 0, arguments, here);
    }
  }

  private final class CapturedMethod extends MethodVisitor {
    private final boolean isStatic;
    private final Type[] arguments;
    private final List<Integer> here;

    CapturedMethod(MethodVisitor to, boolean isStatic, Type[] arguments, List<Integer> here) {
      super(Opcodes.ASM9, to);
      this.isStatic = isStatic;
      this.arguments = arguments;
      this.here = here;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      for (int source : here) {
        int argument = sources.methods().get(source).method().argument();
        if (argument >= 0) {
          int slot = isStatic ? 0 : 1;
          for (int i = 0; i < argument; i++) {
            slot += arguments[i].getSize();
          }
          super.visitVarInsn(Opcodes.ALOAD, slot);
          capture(source);
        }
      }
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.ARETURN) {
        for (int source : here) {
          if (sources.methods().get(source).method().argument() < 0) {
            super.visitInsn(Opcodes.DUP);
            capture(source);
          }
        }
      }
      super.visitInsn(opcode);
    }

    private void capture(int source) {
      super.visitIntInsn(Opcodes.SIPUSH, source);
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC, BRIDGE, "captured", "(Ljava/lang/Object;I)V", false);
    }
  }
}
