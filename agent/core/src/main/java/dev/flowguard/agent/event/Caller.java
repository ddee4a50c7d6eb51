package dev.flowguard.agent.event;

import java.util.List;

/** Finds the application's code on a stack. */
public final class Caller {
  private static final int FRAMES_LOOKED_AT = 256;
  private static final int FRAMES_SHOWN = 3;

  /** Code between the application and the network; the first frame outside it is the caller's. */
  private static final List<String> LIBRARIES =
      List.of(
          "dev.flowguard.agent.",
          "dev.flowguard.rules.",
          "org.apache.http.",
          "okhttp3.",
          "okio.",
          "io.netty.",
          "reactor.",
          "kotlin.",
          "org.apache.hc.",
          "retrofit2.",
          "io.helidon.",
          "io.ktor.",
          "kotlinx.",
          "org.eclipse.jetty.",
          "io.grpc.",
          "com.google.common.",
          "com.stripe.",
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.");

  private Caller() {}

  /**
   * The first frames of the application, {@code class.method:line}, innermost first: at most
   * {@value #FRAMES_SHOWN}, and none where there is no application on the stack.
   */
  public static List<String> here() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .limit(FRAMES_LOOKED_AT)
                    .filter(each -> LIBRARIES.stream().noneMatch(each.getClassName()::startsWith))
                    .limit(FRAMES_SHOWN)
                    .map(Caller::text)
                    .toList());
  }

  private static String text(StackWalker.StackFrame frame) {
    return frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber();
  }
}
