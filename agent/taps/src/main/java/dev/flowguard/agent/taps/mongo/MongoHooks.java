package dev.flowguard.agent.taps.mongo;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/**
 * Where the driver is looked at: where a command has been encoded, which is before it is
 * compressed, and where a reply has come whole, which is after it was. The blocking API and the
 * reactive one have both in common.
 */
public final class MongoHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.mongo.";
  private static final String CONNECTION = "com/mongodb/internal/connection/";

  private MongoHooks() {}

  /** Commands and replies. */
  public static Client commands() {
    return Client.library(
        "mongodb-driver",
        List.of("com/mongodb", "org/bson"),
        "com/mongodb/ServerAddress",
        new HookPoint(
            CONNECTION + "RequestMessage",
            "encode",
            List.of(
                // 3.12, 4.0, 5.2, and since 5.3
                "(Lorg/bson/io/BsonOutput;Lcom/mongodb/session/SessionContext;)V",
                "(Lorg/bson/io/BsonOutput;Lcom/mongodb/internal/session/SessionContext;)V",
                "(Lorg/bson/io/BsonOutput;L" + CONNECTION + "OperationContext;)V",
                "(L" + CONNECTION + "ByteBufferBsonOutput;L" + CONNECTION + "OperationContext;)V"),
            Kind.AFTER,
            null,
            TAPS + "CommandTap",
            false),
        HookPoint.after(
            CONNECTION + "ResponseBuffers",
            "<init>",
            "(L" + CONNECTION + "ReplyHeader;Lorg/bson/ByteBuf;)V",
            TAPS + "ReplyTap"));
  }
}
