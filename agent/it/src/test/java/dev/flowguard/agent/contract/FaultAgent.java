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
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * An agent for tests that has methods of the guard ask {@link dev.flowguard.api.Faults} whether
 * they are to fail, so that the guard itself needs no switch for it. Must be attached before the
 * guard.
 */
public final class FaultAgent implements ClassFileTransformer {
  /** Steps before the decision: a fault means that the request was not looked at. */
  static final List<String> JUDGEMENT =
      List.of("dev/flowguard/rules/judge/Judge.judge", "dev/flowguard/rules/screen/Screen.isClean");

  /** Steps before it for requests that the screen does not let pass. */
  static final List<String> IN_DOUBT =
      List.of(
          "dev/flowguard/rules/payload/Unfolder.unfold",
          "dev/flowguard/rules/provenance/ProtectedContent.match");

  /** Steps after it: a fault must neither lift a block nor make one. */
  static final List<String> RECORD =
      List.of(
          "dev/flowguard/agent/event/EventFactory.violation",
          "dev/flowguard/agent/event/OcsfJson.of",
          "dev/flowguard/agent/record/Recorder.violation",
          "dev/flowguard/agent/journal/Journal.append",
          "dev/flowguard/agent/journal/Journal.writeAll",
          "dev/flowguard/agent/outlet/Outlets.accept",
          "dev/flowguard/agent/log/LogOutlet.accept");

  /** As this agent's argument: every method of the guard is one that may fail. */
  static final String EVERY_METHOD = "every-method";

  private static final String FAULTS = "dev/flowguard/api/Faults";

  /** Loaders of the guard's own classes, of which all but this package may be woven. */
  private static final String GUARD = "dev.flowguard.agent.";

  private final boolean isEveryMethod;

  private FaultAgent(boolean isEveryMethod) {
    this.isEveryMethod = isEveryMethod;
  }

  /** Steps in which gates read a request that some rule concerns. */
  static final List<String> GATES =
      List.of(
          "dev/flowguard/agent/gates/urlconnection/Head.with",
          "dev/flowguard/agent/gates/jdkhttp/Internals.headers",
          "dev/flowguard/agent/gates/okhttp/HoldGate.headers",
          "dev/flowguard/agent/gates/apache4/Place.with",
          "dev/flowguard/agent/gates/apache5/Target.with",
          "dev/flowguard/agent/gates/grpc/Transport.authority",
          "dev/flowguard/agent/gates/helidon/Internals.headers",
          "dev/flowguard/agent/gates/jetty/Internals.headers",
          "dev/flowguard/agent/gates/netty/Exchange.judged",
          "dev/flowguard/agent/gates/vertx/WriteHeadGate.enter"); // takes notes only

  /** Steps on a thread of the guard: an interrupt there is none of the caller's. */
  static final List<String> OF_THE_JOURNAL =
      List.of(
          "dev/flowguard/agent/journal/Journal.writeAll",
          "dev/flowguard/agent/outlet/Outlets.accept",
          "dev/flowguard/agent/log/LogOutlet.accept");

  static List<String> steps() {
    return Stream.of(JUDGEMENT, IN_DOUBT, RECORD).flatMap(List::stream).toList();
  }

  public static void premain(String argument, Instrumentation instrumentation) {
    instrumentation.addTransformer(new FaultAgent(EVERY_METHOD.equals(argument)));
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
          List.of(
              "FaultAgent",
              "FaultAgent$FaultyClass",
              "FaultAgent$FaultyMethod",
              "FaultAgent$EveryMethod")) {
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
    if (isEveryMethod) {
      return isOfTheGuard(loader, name) ? everyMethod(name, bytes) : null;
    }
    List<String> steps =
        Stream.concat(steps().stream(), GATES.stream())
            .filter(step -> step.substring(0, step.indexOf('.')).equals(name))
            .toList();
    if (steps.isEmpty()) {
      return null;
    }
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new FaultyClass(writer, steps), 0);
    return writer.toByteArray();
  }

  private static boolean isOfTheGuard(ClassLoader loader, String name) {
    return loader != null
        && name != null
        && name.startsWith("dev/flowguard/")
        && loader.getClass().getName().startsWith(GUARD);
  }

  private static byte[] everyMethod(String name, byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new EveryMethod(writer, name), 0);
    return writer.toByteArray();
  }

  /** Has each method ask at its start; static initialisers ran before anything is to fail. */
  private static final class EveryMethod extends ClassVisitor {
    private final String className;

    EveryMethod(ClassVisitor to, String className) {
      super(Opcodes.ASM9, to);
      this.className = className;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor to = super.visitMethod(access, name, descriptor, signature, exceptions);
      boolean hasCode = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
      return to == null || !hasCode || name.equals("<clinit>")
          ? to
          : new FaultyMethod(to, className + "." + name, "maybe");
    }
  }

  private static final class FaultyClass extends ClassVisitor {
    private final List<String> steps;

    FaultyClass(ClassVisitor to, List<String> steps) {
      super(Opcodes.ASM9, to);
      this.steps = steps;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor to = super.visitMethod(access, name, descriptor, signature, exceptions);
      for (String step : steps) {
        if (step.substring(step.indexOf('.') + 1).equals(name)) {
          return new FaultyMethod(to, step, "at");
        }
      }
      return to;
    }
  }

  private static final class FaultyMethod extends MethodVisitor {
    private final String step;
    private final String asked;

    FaultyMethod(MethodVisitor to, String step, String asked) {
      super(Opcodes.ASM9, to);
      this.step = step;
      this.asked = asked;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      super.visitLdcInsn(step);
      super.visitMethodInsn(Opcodes.INVOKESTATIC, FAULTS, asked, "(Ljava/lang/String;)V", false);
    }
  }
}
