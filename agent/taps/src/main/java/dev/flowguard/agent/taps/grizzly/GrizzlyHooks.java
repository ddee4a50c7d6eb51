package dev.flowguard.agent.taps.grizzly;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where Grizzly is looked at: at the two buffers below its streams, readers, writers, listeners and
 * parameters. The chunks are taken apart there, and what the server decompresses is plain.
 */
public final class GrizzlyHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.grizzly.";
  private static final List<String> PACKAGES = List.of("org/glassfish/grizzly");
  private static final String INPUT = "org/glassfish/grizzly/http/io/InputBuffer";
  private static final String OUTPUT = "org/glassfish/grizzly/http/io/OutputBuffer";

  private GrizzlyHooks() {}

  /** Requests, as the application makes the server read them. */
  public static Client requests() {
    return Client.library(
        "grizzly",
        PACKAGES,
        null,
        HookPoint.after(
            INPUT,
            "initialize",
            "(Lorg/glassfish/grizzly/http/HttpHeader;"
                + "Lorg/glassfish/grizzly/filterchain/FilterChainContext;)V",
            TAPS + "BeginTap"),
        HookPoint.before(
            INPUT,
            "updateInputContentBuffer",
            "(Lorg/glassfish/grizzly/Buffer;)V",
            TAPS + "ReadTap"),
        HookPoint.before(INPUT, "finished", "()V", TAPS + "EndTap"),
        HookPoint.beforeIfDeclared(
            INPUT,
            "finishedInTheCurrentThread",
            "(Lorg/glassfish/grizzly/ReadHandler;)V",
            TAPS + "EndTap"),
        HookPoint.before(INPUT, "recycle", "()V", TAPS + "EndTap"));
  }

  /**
   * Answers, as the application writes them. None of these methods calls another; those that do are
   * left out.
   */
  public static Client responses() {
    return Client.library(
        "grizzly",
        PACKAGES,
        null,
        HookPoint.before(OUTPUT, "writeByte", "(I)V", TAPS + "WriteTap"),
        HookPoint.before(OUTPUT, "write", "([BII)V", TAPS + "WriteTap"),
        HookPoint.before(
            OUTPUT, "writeBuffer", "(Lorg/glassfish/grizzly/Buffer;)V", TAPS + "WriteBufferTap"),
        HookPoint.before(OUTPUT, "writeChar", "(I)V", TAPS + "WriteTextTap"),
        HookPoint.before(OUTPUT, "write", "([CII)V", TAPS + "WriteTextTap"),
        HookPoint.before(OUTPUT, "write", "(Ljava/lang/String;II)V", TAPS + "WriteTextTap"),
        HookPoint.after(OUTPUT, "reset", "()V", TAPS + "AnsweredTap"),
        HookPoint.before(OUTPUT, "close", "()V", TAPS + "AnsweredTap"),
        HookPoint.before(OUTPUT, "recycle", "()V", TAPS + "AnsweredTap"));
  }
}
