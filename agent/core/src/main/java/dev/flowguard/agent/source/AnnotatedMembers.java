package dev.flowguard.agent.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Finds the methods and parameters of a class file that bear annotations, of any retention. The
 * class file must be the one that the compiler wrote: what a JVM hands over of a class that is
 * loaded already has lost the annotations that reflection does not show.
 */
final class AnnotatedMembers extends ClassVisitor {
  private final Map<String, Integer> sources;
  private final Map<String, List<Captured>> found = new HashMap<>();

  /**
   * What is captured.
   *
   * @param source its number
   * @param argument position, or -1 for the returned value
   */
  record Captured(int source, int argument) {}

  private AnnotatedMembers(Map<String, Integer> sources) {
    super(Opcodes.ASM9);
    this.sources = sources;
  }

  /**
   * What a class has to be captured, by name and descriptor of its methods.
   *
   * @param sources numbers by the descriptor of an annotation
   */
  static Map<String, List<Captured>> of(byte[] classFile, Map<String, Integer> sources) {
    AnnotatedMembers members = new AnnotatedMembers(sources);
    new ClassReader(classFile).accept(members, ClassReader.SKIP_CODE | ClassReader.SKIP_FRAMES);
    return members.found;
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    Type[] arguments = Type.getArgumentTypes(descriptor);
    boolean returnsObject = Type.getReturnType(descriptor).getSort() >= Type.ARRAY;
    return new MethodVisitor(Opcodes.ASM9) {
      private int annotable = arguments.length;

      @Override
      public @Nullable AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
        if (returnsObject) {
          add(annotation, -1);
        }
        return null;
      }

      @Override
      public void visitAnnotableParameterCount(int count, boolean visible) {
        // Constructors of inner classes have arguments that the source does not show.
        annotable = count == 0 ? arguments.length : count;
      }

      @Override
      public @Nullable AnnotationVisitor visitParameterAnnotation(
          int parameter, String annotation, boolean visible) {
        int argument = parameter + arguments.length - annotable;
        if (argument < arguments.length && arguments[argument].getSort() >= Type.ARRAY) {
          add(annotation, argument);
        }
        return null;
      }

      private void add(String annotation, int argument) {
        Integer source = sources.get(annotation);
        if (source != null) {
          found
              .computeIfAbsent(name + descriptor, key -> new ArrayList<>())
              .add(new Captured(source, argument));
        }
      }
    };
  }
}
