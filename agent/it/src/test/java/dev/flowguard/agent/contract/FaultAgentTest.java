package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultAgentTest {
  @ParameterizedTest
  @MethodSource("dev.flowguard.agent.contract.FaultAgent#steps")
  void eachStepIsAMethodOfTheGuard(String step) throws IOException {
    String type = step.substring(0, step.indexOf('.'));
    try (InputStream in = getClass().getClassLoader().getResourceAsStream(type + ".class")) {
      assertThat(in).as(type).isNotNull();
      assertThat(methods(in.readAllBytes())).contains(step.substring(step.indexOf('.') + 1));
    }
  }

  private static List<String> methods(byte[] type) {
    List<String> names = new ArrayList<>();
    new ClassReader(type)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String generic, String[] thrown) {
                names.add(name);
                return null;
              }
            },
            ClassReader.SKIP_CODE);
    return names;
  }
}
