package dev.flowguard.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

/** What taps put into a method. That it runs is seen where real servers are woven. */
class TapWeaverTest {
  private static final String SUBJECT = Subject.class.getName().replace('.', '/');

  /** Methods with each kind of returned value. */
  @SuppressWarnings("unused") // woven, not called
  static final class Subject {
    int number(byte[] bytes, int offset, long length) {
      return offset > 0 ? 1 : 2;
    }

    long wide() {
      return 1;
    }

    double real(double value) {
      return value;
    }

    static String text(String value) {
      return value;
    }

    void nothing(boolean flag) {
      if (flag) {
        return;
      }
      wide();
    }
  }

  private static byte[] weave(HookPoint... points) throws Exception {
    Client client = Client.jdk("subject", List.of(), points);
    List<Woven> hooks = new ArrayList<>();
    for (HookPoint point : points) {
      hooks.add(new Woven(hooks.size(), client, point));
    }
    try (InputStream in = Subject.class.getResourceAsStream("TapWeaverTest$Subject.class")) {
      return Weaver.weave(in.readAllBytes(), hooks);
    }
  }

  private static HookPoint after(String method, String descriptor) {
    return HookPoint.after(SUBJECT, method, descriptor, "tap");
  }

  /** Calls of the bridge by method, and the descriptor that each has. */
  private static Map<String, List<String>> calls(byte[] classFile) {
    Map<String, List<String>> calls = new java.util.TreeMap<>();
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String signature, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitMethodInsn(
                      int opcode, String owner, String called, String to, boolean isInterface) {
                    if (owner.equals("java/lang/FlowguardBridge")) {
                      calls.computeIfAbsent(name, key -> new ArrayList<>()).add(called);
                    }
                  }
                };
              }
            },
            0);
    return calls;
  }

  /** Verified and linked by a loader of its own, in which the bridge is never called. */
  private static Class<?> define(byte[] classFile) throws Exception {
    ClassLoader loader =
        new ClassLoader(null) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!name.equals(Subject.class.getName())) {
              throw new ClassNotFoundException(name);
            }
            return defineClass(name, classFile, 0, classFile.length);
          }
        };
    Class<?> woven = Class.forName(Subject.class.getName(), false, loader);
    woven.getDeclaredMethods(); // links what it declares
    java.lang.invoke.MethodHandles.lookup().ensureInitialized(TapWeaverTest.class);
    return woven;
  }

  @Test
  void looksAtEachReturnOfAnyKindOfValue() throws Exception {
    byte[] woven =
        weave(
            after("number", "([BIJ)I"),
            after("wide", "()J"),
            after("real", "(D)D"),
            after("text", "(Ljava/lang/String;)Ljava/lang/String;"),
            after("nothing", "(Z)V"));

    assertThat(calls(woven))
        .containsEntry("number", List.of("after"))
        .containsEntry("wide", List.of("after"))
        .containsEntry("real", List.of("after"))
        .containsEntry("text", List.of("after"))
        .containsEntry("nothing", List.of("after", "after"));
    assertThat(define(woven).getDeclaredMethods()).hasSize(5);
  }

  @Test
  void looksAtTheStartOfAMethodOnce() throws Exception {
    byte[] woven = weave(HookPoint.before(SUBJECT, "nothing", "(Z)V", "tap"));

    assertThat(calls(woven)).containsExactly(Map.entry("nothing", List.of("before")));
  }

  @Test
  void looksAtAllArgumentsAtTheStartOfAMethod() throws Exception {
    byte[] woven = weave(HookPoint.beforeAll(SUBJECT, "number", "([BIJ)I", "tap"));

    assertThat(calls(woven)).containsExactly(Map.entry("number", List.of("before")));
    assertThat(define(woven).getDeclaredMethods()).hasSize(5);
  }

  @Test
  void refusesAClassThatLacksTheMethodUnlessItMayBeMissing() throws Exception {
    assertThatThrownBy(() -> weave(after("missing", "()V")))
        .isInstanceOf(MismatchException.class)
        .hasMessageContaining("missing()V");
    assertThat(calls(weave(HookPoint.afterIfDeclared(SUBJECT, "missing", "()V", "tap")))).isEmpty();
    assertThat(calls(weave(HookPoint.beforeIfDeclared(SUBJECT, "missing", "()V", "tap"))))
        .isEmpty();
  }

  @Test
  void looksAtTheStartOfAMethodThatMayBeMissing() throws Exception {
    byte[] woven = weave(HookPoint.beforeIfDeclared(SUBJECT, "nothing", "(Z)V", "tap"));

    assertThat(calls(woven)).containsExactly(Map.entry("nothing", List.of("before")));
  }

  @Test
  void refusesAnotherShapeOfAMethodThatMayBeMissing() {
    assertThatThrownBy(() -> weave(HookPoint.afterIfDeclared(SUBJECT, "wide", "(I)J", "tap")))
        .isInstanceOf(MismatchException.class);
  }
}
