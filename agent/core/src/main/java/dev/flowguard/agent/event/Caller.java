package dev.flowguard.agent.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the application's code on a stack. */
public final class Caller {
  private static final int FRAMES_LOOKED_AT = 256;

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

  /** The first frame of the application, {@code class.method:line}, or null if there is none. */
  public static @Nullable String here() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .limit(FRAMES_LOOKED_AT)
                    .filter(each -> LIBRARIES.stream().noneMatch(each.getClassName()::startsWith))
                    .findFirst())
        .map(each -> each.getClassName() + "." + each.getMethodName() + ":" + each.getLineNumber())
        .orElse(null);
  }
}
