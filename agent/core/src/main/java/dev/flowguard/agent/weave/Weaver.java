package dev.flowguard.agent.weave;

import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;

/**
 * Puts calls to the bridge into one class.
 *
 * <p>Frames are never computed: that would load classes of the application. Only the answers need a
 * frame, which is written by hand; all else is straight-line code, which fits class files from
 * version 49 (class constants) up. No member is added, so that a class that is loaded already can
 * be woven too.
 */
final class Weaver {
  private static final String BRIDGE = "java/lang/FlowguardBridge";
  private static final String CALL_DESCRIPTOR =
      "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;"
          + "Ljava/lang/Class;I)";
  private static final String FILTER_DESCRIPTOR =
      "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Class;I)Ljava/lang/Object;";
  private static final String BEFORE_DESCRIPTOR = CALL_DESCRIPTOR + "V";
  private static final String AFTER_DESCRIPTOR =
      "(Ljava/lang/Object;" + CALL_DESCRIPTOR.substring(1) + "V";
  private static final int API = Opcodes.ASM9;

  private Weaver() {}

  /**
   * Weaves all hook points of a class.
   *
   * @throws MismatchException if one of them finds no place; then none is woven
   */
  static byte[] weave(byte[] classFile, List<Woven> hooks) throws MismatchException {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    int[] places = new int[hooks.size()];
    HookedClass hooked = new HookedClass(writer, reader.getClassName(), hooks, places);
    reader.accept(hooked, 0);
    for (int i = 0; i < places.length; i++) {
      if (places[i] == 0 && !hooked.inherits(hooks.get(i).point())) {
        HookPoint point = hooks.get(i).point();
        throw new MismatchException(
            point.className().replace('/', '.')
                + " has no "
                + (point.at() == null ? "" : point.at() + " in ")
                + point.method()
                + String.join(" or ", point.descriptors()));
      }
    }
    return writer.toByteArray();
  }

  private static final class HookedClass extends ClassVisitor {
    private final String className;
    private final List<Woven> hooks;
    private final int[] places;
    private final Set<String> methods = new HashSet<>();

    HookedClass(ClassVisitor to, String className, List<Woven> hooks, int[] places) {
      super(API, to);
      this.className = className;
      this.hooks = hooks;
      this.places = places;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor to = super.visitMethod(access, name, descriptor, signature, exceptions);
      methods.add(name);
      List<Woven> here = new ArrayList<>();
      for (int i = 0; i < hooks.size(); i++) {
        HookPoint point = hooks.get(i).point();
        if (point.method().equals(name) && fits(hooks.get(i), descriptor)) {
          here.add(hooks.get(i));
          if (!point.kind().isInside()) {
            places[i]++;
          }
        }
      }
      return here.isEmpty() || to == null
          ? to
          : new HookedMethod(to, access, descriptor, this, here);
    }

    private static boolean fits(Woven hook, String descriptor) {
      for (String expected : hook.point().descriptors()) {
        if (Relocation.isSameShape(expected, descriptor, hook.client().packages())) {
          return true;
        }
      }
      return false;
    }

    /** True for a method that may be inherited and has no namesake here, of another shape. */
    boolean inherits(HookPoint point) {
      return point.kind().isOptional() && !methods.contains(point.method());
    }

    void found(Woven hook) {
      places[hooks.indexOf(hook)]++;
    }
  }

  private static final class HookedMethod extends MethodVisitor {
    private final boolean isStatic;
    private final Type[] arguments;
    private final Type returned;
    private final HookedClass in;
    private final List<Woven> hooks;

    HookedMethod(
        MethodVisitor to, int access, String descriptor, HookedClass in, List<Woven> hooks) {
      super(API, to);
      this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
      this.arguments = Type.getArgumentTypes(descriptor);
      this.returned = Type.getReturnType(descriptor);
      this.in = in;
      this.hooks = hooks;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      for (Woven hook : hooks) {
        switch (hook.point().kind()) {
          case ENTER -> {
            pushSelfAndThreeArguments();
            call(hook, "enter", CALL_DESCRIPTOR + "V");
          }
          case ANSWER, ANSWER_IF_DECLARED -> {
            pushSelfAndThreeArguments();
            answer(hook);
          }
          case ANSWER_ALL -> {
            pushSelfAndAllArguments();
            answer(hook);
          }
          case FILTER_ARGUMENT -> filterArgument(hook);
          case BEFORE, BEFORE_IF_DECLARED -> {
            pushSelfAndThreeBoxed();
            call(hook, "before", BEFORE_DESCRIPTOR);
          }
          case BEFORE_ALL -> {
            pushSelfAndAllArguments();
            call(hook, "before", BEFORE_DESCRIPTOR);
          }
          case FILTER_RECEIVER,
              FILTER_FIELD,
              FILTER_RETURN,
              FILTER_RETURN_IF_DECLARED,
              AFTER,
              AFTER_IF_DECLARED -> {
            // further inside
          }
        }
      }
    }

    private void filterArgument(Woven hook) {
      int slot = isStatic ? 0 : 1;
      for (Type argument : arguments) {
        if (isAt(hook, argument.getDescriptor())) {
          pushSelf();
          super.visitVarInsn(Opcodes.ALOAD, slot);
          call(hook, "filter", FILTER_DESCRIPTOR);
          super.visitTypeInsn(Opcodes.CHECKCAST, argument.getInternalName());
          super.visitVarInsn(Opcodes.ASTORE, slot);
          return;
        }
        slot += argument.getSize();
      }
    }

    private static boolean isAt(Woven hook, String descriptor) {
      String at = hook.point().at();
      return at != null && Relocation.isSameShape(at, descriptor, hook.client().packages());
    }

    /** The call or field read that a hook point of an inner kind names. */
    private static boolean isAt(Woven hook, String owner, String name, String descriptor) {
      String at = hook.point().at();
      int colon = at == null ? -1 : at.indexOf(':');
      int dot = at == null ? -1 : at.lastIndexOf('.', colon);
      return at != null
          && at.substring(dot + 1, colon).equals(name)
          && Relocation.of(at.substring(0, dot), owner, hook.client().packages()) != null
          && Relocation.isSameShape(at.substring(colon + 1), descriptor, hook.client().packages());
    }

    private void answer(Woven hook) {
      call(hook, "answer", CALL_DESCRIPTOR + "Ljava/lang/Object;");
      Label goOn = new Label();
      super.visitInsn(Opcodes.DUP);
      super.visitJumpInsn(Opcodes.IFNULL, goOn);
      if (returned.equals(Type.BOOLEAN_TYPE)) {
        super.visitTypeInsn(Opcodes.CHECKCAST, "java/lang/Boolean");
        super.visitMethodInsn(
            Opcodes.INVOKEVIRTUAL, "java/lang/Boolean", "booleanValue", "()Z", false);
        super.visitInsn(Opcodes.IRETURN);
      } else if (returned.equals(Type.VOID_TYPE)) {
        super.visitInsn(Opcodes.POP);
        super.visitInsn(Opcodes.RETURN);
      } else {
        super.visitTypeInsn(Opcodes.CHECKCAST, returned.getInternalName());
        super.visitInsn(Opcodes.ARETURN);
      }
      super.visitLabel(goOn);
      super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/Object"});
      super.visitInsn(Opcodes.POP);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      for (Woven hook : hooks) {
        if (hook.point().kind() == Kind.FILTER_RECEIVER && isAt(hook, owner, name, descriptor)) {
          in.found(hook);
          // receiver, argument -> argument, what the gate answers -> answer, argument
          super.visitInsn(Opcodes.SWAP);
          super.visitVarInsn(Opcodes.ALOAD, isStatic ? 0 : 1);
          super.visitInsn(Opcodes.SWAP);
          call(hook, "filter", FILTER_DESCRIPTOR);
          super.visitTypeInsn(Opcodes.CHECKCAST, owner);
          super.visitInsn(Opcodes.SWAP);
        }
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      Woven filter = null;
      if (opcode == Opcodes.GETFIELD) {
        for (Woven hook : hooks) {
          if (hook.point().kind() == Kind.FILTER_FIELD && isAt(hook, owner, name, descriptor)) {
            filter = hook;
          }
        }
      }
      if (filter == null) {
        super.visitFieldInsn(opcode, owner, name, descriptor);
        return;
      }
      in.found(filter);
      super.visitInsn(Opcodes.DUP);
      super.visitFieldInsn(opcode, owner, name, descriptor);
      call(filter, "filter", FILTER_DESCRIPTOR);
      super.visitTypeInsn(Opcodes.CHECKCAST, Type.getType(descriptor).getInternalName());
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.ARETURN) {
        for (Woven hook : hooks) {
          Kind kind = hook.point().kind();
          if (kind == Kind.FILTER_RETURN || kind == Kind.FILTER_RETURN_IF_DECLARED) {
            pushSelf();
            super.visitInsn(Opcodes.SWAP);
            call(hook, "filter", FILTER_DESCRIPTOR);
            super.visitTypeInsn(Opcodes.CHECKCAST, returned.getInternalName());
          }
        }
      }
      if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
        for (Woven hook : hooks) {
          Kind kind = hook.point().kind();
          if (kind == Kind.AFTER || kind == Kind.AFTER_IF_DECLARED) {
            pushReturned();
            pushSelfAndThreeBoxed();
            call(hook, "after", AFTER_DESCRIPTOR);
          }
        }
      }
      super.visitInsn(opcode);
    }

    /** A copy of what is about to be returned, as an object; null where nothing is. */
    private void pushReturned() {
      if (returned.equals(Type.VOID_TYPE)) {
        super.visitInsn(Opcodes.ACONST_NULL);
        return;
      }
      super.visitInsn(returned.getSize() == 2 ? Opcodes.DUP2 : Opcodes.DUP);
      box(returned);
    }

    private void pushSelf() {
      if (isStatic) {
        super.visitInsn(Opcodes.ACONST_NULL);
      } else {
        super.visitVarInsn(Opcodes.ALOAD, 0);
      }
    }

    private void pushSelfAndThreeArguments() {
      pushSelf();
      int slot = isStatic ? 0 : 1;
      for (int i = 0; i < 3; i++) {
        Type argument = i < arguments.length ? arguments[i] : Type.VOID_TYPE;
        if (argument.getSort() >= Type.ARRAY || argument.equals(Type.BOOLEAN_TYPE)) {
          push(argument, slot);
        } else {
          super.visitInsn(Opcodes.ACONST_NULL);
        }
        slot += argument.getSize();
      }
    }

    private void pushSelfAndThreeBoxed() {
      pushSelf();
      int slot = isStatic ? 0 : 1;
      for (int i = 0; i < 3; i++) {
        if (i < arguments.length) {
          push(arguments[i], slot);
          slot += arguments[i].getSize();
        } else {
          super.visitInsn(Opcodes.ACONST_NULL);
        }
      }
    }

    private void pushSelfAndAllArguments() {
      pushSelf();
      super.visitIntInsn(Opcodes.BIPUSH, arguments.length);
      super.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
      int slot = isStatic ? 0 : 1;
      for (int i = 0; i < arguments.length; i++) {
        super.visitInsn(Opcodes.DUP);
        super.visitIntInsn(Opcodes.BIPUSH, i);
        push(arguments[i], slot);
        super.visitInsn(Opcodes.AASTORE);
        slot += arguments[i].getSize();
      }
      super.visitInsn(Opcodes.ACONST_NULL);
      super.visitInsn(Opcodes.ACONST_NULL);
    }

    /** An argument as an object. */
    private void push(Type argument, int slot) {
      super.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slot);
      box(argument);
    }

    private void box(Type value) {
      String box =
          switch (value.getSort()) {
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.CHAR -> "java/lang/Character";
            case Type.BYTE -> "java/lang/Byte";
            case Type.SHORT -> "java/lang/Short";
            case Type.INT -> "java/lang/Integer";
            case Type.FLOAT -> "java/lang/Float";
            case Type.LONG -> "java/lang/Long";
            case Type.DOUBLE -> "java/lang/Double";
            default -> "";
          };
      if (!box.isEmpty()) {
        String descriptor = "(" + value.getDescriptor() + ")L" + box + ";";
        super.visitMethodInsn(Opcodes.INVOKESTATIC, box, "valueOf", descriptor, false);
      }
    }

    private void call(Woven hook, String method, String descriptor) {
      super.visitLdcInsn(Type.getObjectType(in.className));
      super.visitIntInsn(Opcodes.SIPUSH, hook.number());
      super.visitMethodInsn(Opcodes.INVOKESTATIC, BRIDGE, method, descriptor, false);
    }
  }
}
