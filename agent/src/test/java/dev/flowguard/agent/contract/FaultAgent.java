package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * An agent for tests that makes one method of the guard throw, so that the guard itself needs no
 * switch for it. Must be attached before the guard.
 */
public final class FaultAgent implements ClassFileTransformer {
  /** Steps before the decision: a fault means that the request was not looked at. */
  static final List<String> JUDGEMENT =
      List.of(
          "dev/flowguard/rules/judge/Judge.judge",
          "dev/flowguard/rules/payload/Unfolder.unfold",
          "dev/flowguard/rules/provenance/ProtectedContent.match");

  /** Steps after it: a fault must neither lift a block nor make one. */
  static final List<String> RECORD =
      List.of(
          "dev/flowguard/agent/event/EventFactory.violation",
          "dev/flowguard/agent/event/OcsfJson.of",
          "dev/flowguard/agent/journal/Journal.append");

  private final String className;
  private final String method;
  private final String error;

  private FaultAgent(String step, String error) {
    this.className = step.substring(0, step.indexOf('.'));
    this.method = step.substring(step.indexOf('.') + 1);
    this.error = error.replace('.', '/');
  }

  public static void premain(String argument, Instrumentation instrumentation) {
    int equals = argument.indexOf('=');
    instrumentation.addTransformer(
        new FaultAgent(argument.substring(0, equals), argument.substring(equals + 1)));
  }

  /** Packs this agent, with the class reader it needs, into a jar. */
  static Path jar(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", FaultAgent.class.getName());
    String asm = ClassReader.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    manifest.getMainAttributes().putValue("Class-Path", "file://" + asm);
    Path jar = folder.resolve("faults.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String name :
          List.of("FaultAgent", "FaultAgent$FaultyClass", "FaultAgent$FaultyMethod")) {
        String entry = "dev/flowguard/agent/contract/" + name + ".class";
        out.putNextEntry(new ZipEntry(entry));
        try (InputStream in = FaultAgent.class.getClassLoader().getResourceAsStream(entry)) {
          in.transferTo(out);
        }
      }
    }
    return jar;
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
    if (!className.equals(name)) {
      return null;
    }
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new FaultyClass(writer, method, error), 0);
    return writer.toByteArray();
  }

  private static final class FaultyClass extends ClassVisitor {
    private final String method;
    private final String error;

    FaultyClass(ClassVisitor to, String method, String error) {
      super(Opcodes.ASM9, to);
      this.method = method;
      this.error = error;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor to = super.visitMethod(access, name, descriptor, signature, exceptions);
      return name.equals(method) ? new FaultyMethod(to, error) : to;
    }
  }

  private static final class FaultyMethod extends MethodVisitor {
    private final String error;

    FaultyMethod(MethodVisitor to, String error) {
      super(Opcodes.ASM9, to);
      this.error = error;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      super.visitTypeInsn(Opcodes.NEW, error);
      super.visitInsn(Opcodes.DUP);
      super.visitMethodInsn(Opcodes.INVOKESPECIAL, error, "<init>", "()V", false);
      super.visitInsn(Opcodes.ATHROW);
      // What follows is never reached, but the verifier wants to know its frame.
      super.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
      super.visitInsn(Opcodes.NOP);
    }
  }
}
