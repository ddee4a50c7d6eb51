package dev.flowguard.agent.source;

import dev.flowguard.rules.policy.NearestWord;
import dev.flowguard.rules.policy.Source;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** The methods that a class file declares, abstract ones included. */
final class DeclaredMethods extends ClassVisitor {
  /** Methods shown of one class. */
  private static final int MOST_SHOWN = 5;

  private final List<Method> methods = new ArrayList<>();

  private record Method(String name, Type[] arguments, Type returned) {
    String written() {
      List<String> types = new ArrayList<>();
      for (Type argument : arguments) {
        String type = argument.getClassName();
        types.add(type.startsWith("java.lang.") ? type.substring(10) : type);
      }
      return name + "(" + String.join(", ", types) + ")";
    }
  }

  private DeclaredMethods() {
    super(Opcodes.ASM9);
  }

  static DeclaredMethods of(byte[] classFile) {
    DeclaredMethods methods = new DeclaredMethods();
    new ClassReader(classFile)
        .accept(methods, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return methods;
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    if ((access & Opcodes.ACC_SYNTHETIC) == 0) {
      methods.add(
          new Method(name, Type.getArgumentTypes(descriptor), Type.getReturnType(descriptor)));
    }
    return null;
  }

  /** How many of them a source means. */
  int fitting(Source.Method source) {
    int count = 0;
    for (Method method : methods) {
      if (SourceTransformer.fits(source, method.name, method.arguments, method.returned)) {
        count++;
      }
    }
    return count;
  }

  /** What is wrong where none fits: no such name, other arguments, or nothing to capture. */
  String missing(Source.Method source) {
    List<String> names = new ArrayList<>();
    List<String> namesakes = new ArrayList<>();
    for (Method method : methods) {
      if (!method.name.startsWith("<")) {
        names.add(method.name);
      }
      if (method.name.equals(source.name()) && namesakes.size() < MOST_SHOWN) {
        namesakes.add(method.written());
      }
    }
    if (namesakes.isEmpty()) {
      String nearest = NearestWord.to(source.name(), names);
      return "the class "
          + source.type()
          + " has no method "
          + source.name()
          + (nearest == null ? "" : ". Did you mean " + nearest + "?");
    }
    return "the class "
        + source.type()
        + " has "
        + String.join(" and ", namesakes)
        + ", but none "
        + (source.argumentTypes() == null ? "" : "with these argument types ")
        + (source.argument() < 0
            ? "that returns an object"
            : "whose argument " + source.argument() + " is an object");
  }
}
