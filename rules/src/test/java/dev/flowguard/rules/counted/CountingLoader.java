package dev.flowguard.rules.counted;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Loads the judgement and the parsers that it uses once more, with a count in each loop, so that a
 * loop that charges nothing is seen all the same.
 */
public final class CountingLoader extends ClassLoader {
  private static final List<String> COUNTED =
      List.of("dev.flowguard.rules.", "com.fasterxml.jackson.core.", "org.brotli.dec.");

  /** Classes that both sides know. */
  private static final String SHARED = "dev.flowguard.rules.counted.";

  private static final String COUNTER = Type.getInternalName(Counter.class);

  /** Of the JDK, with the methods that {@link Counter} has in their place. */
  private static final Set<String> REPLACED_IN =
      Set.of(
          "java/lang/String",
          "java/lang/StringBuilder",
          "java/io/ByteArrayOutputStream",
          "java/util/zip/Inflater",
          "java/util/Base64$Decoder",
          "java/util/Arrays",
          "java/lang/Double",
          "java/lang/System");

  private final Set<String> replaced = new HashSet<>();

  public CountingLoader() {
    super(CountingLoader.class.getClassLoader());
    for (Method each : Counter.class.getDeclaredMethods()) {
      replaced.add(each.getName() + Type.getMethodDescriptor(each));
    }
  }

  /** A new instance of a class in the package of what it drives. */
  public Subject subject(String name) {
    try {
      return (Subject) loadClass(name).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(name, e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(SHARED) || COUNTED.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      ClassReader reader = new ClassReader(in.readAllBytes());
      ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      reader.accept(new Counting(writer), 0);
      byte[] bytes = writer.toByteArray();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Counting extends ClassVisitor {
    Counting(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      return new CountingMethod(next, name.startsWith("lambda$"));
    }
  }

  private final class CountingMethod extends MethodVisitor {
    private final Set<Label> passed = new HashSet<>();
    private final boolean isLambda;

    CountingMethod(MethodVisitor next, boolean isLambda) {
      super(Opcodes.ASM9, next);
      this.isLambda = isLambda;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      if (isLambda) {
        turn();
      }
    }

    private void turn() {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, COUNTER, "turn", "()V", false);
    }

    @Override
    public void visitLabel(Label label) {
      passed.add(label);
      super.visitLabel(label);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      if (passed.contains(label)) {
        turn();
      }
      super.visitJumpInsn(opcode, label);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      boolean isStatic = opcode == Opcodes.INVOKESTATIC;
      String counted = isStatic ? descriptor : "(L" + owner + ";" + descriptor.substring(1);
      if (REPLACED_IN.contains(owner) && replaced.contains(name + counted)) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, COUNTER, name, counted, false);
        return;
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      if (owner.equals("java/lang/String") && name.equals("<init>")) {
        super.visitInsn(Opcodes.DUP);
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC, COUNTER, "made", "(Ljava/lang/String;)V", false);
      }
    }
  }
}
