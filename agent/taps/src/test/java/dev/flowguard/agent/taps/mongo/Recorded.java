package dev.flowguard.agent.taps.mongo;

import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Store;
import dev.flowguard.agent.spi.StoredValues;
import dev.flowguard.agent.spi.Taps;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** What was taken of the collections {@code messages} and {@code fs.chunks}. */
final class Recorded implements StoredValues {
  final List<String> taken = new ArrayList<>();
  final List<String> failures = new ArrayList<>();

  Guard guard() {
    Taps taps =
        (Taps)
            Proxy.newProxyInstance(
                Taps.class.getClassLoader(),
                new Class<?>[] {Taps.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("failed")) {
                    failures.add(arguments[1].toString());
                    return null;
                  }
                  return this;
                });
    return (Guard)
        Proxy.newProxyInstance(
            Guard.class.getClassLoader(),
            new Class<?>[] {Guard.class},
            (proxy, method, arguments) -> taps);
  }

  @Override
  public boolean areWanted(Store store) {
    return store == Store.MONGO;
  }

  @Override
  public boolean isWanted(Store store, String name) {
    return areWanted(store) && (name.equals("messages") || name.equals("fs.chunks"));
  }

  @Override
  public void take(Store store, String name, MessageHead head, ByteBuffer value) {
    taken.add(name + " " + StandardCharsets.UTF_8.decode(value.duplicate()));
  }

  Documents documents(ByteBuffer bytes) {
    return new Documents(guard(), bytes);
  }

  /** The bytes of a document, as the driver writes them. */
  static byte[] bson(BsonDocument document) {
    BasicOutputBuffer output = new BasicOutputBuffer();
    new BsonDocumentCodec()
        .encode(new BsonBinaryWriter(output), document, EncoderContext.builder().build());
    return output.toByteArray();
  }

  static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
