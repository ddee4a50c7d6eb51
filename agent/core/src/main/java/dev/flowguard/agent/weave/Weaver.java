package dev.flowguard.agent.weave;

import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.ArrayList;
import java.util.List;
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
 * <p>Frames are never computed: that would load classes of the application. Only {@link
 * Kind#ANSWER} needs a frame, which is written by hand; all else is straight-line code, which fits
 * class files from version 49 (class constants) up. No member is added, so that a class that is
 * loaded already can be woven too.
 */
final class Weaver {
  private static final String BRIDGE = "java/lang/FlowguardBridge";
  private static final String CALL_DESCRIPTOR =
      "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Class;I)";
  private static final String FILTER_DESCRIPTOR =
      "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Class;I)Ljava/lang/Object;";
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
    reader.accept(new HookedClass(writer, reader.getClassName(), hooks, places), 0);
    for (int i = 0; i < places.length; i++) {
      if (places[i] == 0) {
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
      List<Woven> here = new ArrayList<>();
      for (int i = 0; i < hooks.size(); i++) {
        HookPoint point = hooks.get(i).point();
        if (point.method().equals(name) && point.descriptors().contains(descriptor)) {
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
        if (hook.point().kind() == Kind.ENTER) {
          pushSelfAndTwoArguments();
          call(hook, "enter", CALL_DESCRIPTOR + "V");
        } else if (hook.point().kind() == Kind.ANSWER) {
          answer(hook);
        }
      }
    }

    private void answer(Woven hook) {
      pushSelfAndTwoArguments();
      call(hook, "answer", CALL_DESCRIPTOR + "Ljava/lang/Object;");
      Label goOn = new Label();
      super.visitInsn(Opcodes.DUP);
      super.visitJumpInsn(Opcodes.IFNULL, goOn);
      if (returned.equals(Type.BOOLEAN_TYPE)) {
        super.visitTypeInsn(Opcodes.CHECKCAST, "java/lang/Boolean");
        super.visitMethodInsn(
            Opcodes.INVOKEVIRTUAL, "java/lang/Boolean", "booleanValue", "()Z", false);
        super.visitInsn(Opcodes.IRETURN);
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
        if (hook.point().kind() == Kind.FILTER_RECEIVER
            && (owner + "." + name + ":" + descriptor).equals(hook.point().at())) {
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
          if (hook.point().kind() == Kind.FILTER_FIELD
              && (owner + "." + name + ":" + descriptor).equals(hook.point().at())) {
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
          if (hook.point().kind() == Kind.FILTER_RETURN) {
            pushSelf();
            super.visitInsn(Opcodes.SWAP);
            call(hook, "filter", FILTER_DESCRIPTOR);
            super.visitTypeInsn(Opcodes.CHECKCAST, returned.getInternalName());
          }
        }
      }
      super.visitInsn(opcode);
    }

    private void pushSelf() {
      if (isStatic) {
        super.visitInsn(Opcodes.ACONST_NULL);
      } else {
        super.visitVarInsn(Opcodes.ALOAD, 0);
      }
    }

    private void pushSelfAndTwoArguments() {
      pushSelf();
      int slot = isStatic ? 0 : 1;
      for (int i = 0; i < 2; i++) {
        if (i < arguments.length && arguments[i].getSort() >= Type.ARRAY) {
          super.visitVarInsn(Opcodes.ALOAD, slot);
        } else if (i < arguments.length && arguments[i].equals(Type.BOOLEAN_TYPE)) {
          super.visitVarInsn(Opcodes.ILOAD, slot);
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC,
              "java/lang/Boolean",
              "valueOf",
              "(Z)Ljava/lang/Boolean;",
              false);
        } else {
          super.visitInsn(Opcodes.ACONST_NULL);
        }
        slot += i < arguments.length ? arguments[i].getSize() : 0;
      }
    }

    private void call(Woven hook, String method, String descriptor) {
      super.visitLdcInsn(Type.getObjectType(in.className));
      super.visitIntInsn(Opcodes.SIPUSH, hook.number());
      super.visitMethodInsn(Opcodes.INVOKESTATIC, BRIDGE, method, descriptor, false);
    }
  }
}
