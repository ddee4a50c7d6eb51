package dev.flowguard.agent.taps.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Rows;
import dev.flowguard.agent.spi.StoredValues;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpVersion;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which answer of a connection belongs to which request, by what Netty's codec makes of bytes. */
class ConnectionTest {
  private static final String HOST = "model.example:8080";

  private final Recorded taps = new Recorded();
  private final Guard guard =
      (Guard)
          Proxy.newProxyInstance(
              Guard.class.getClassLoader(),
              new Class<?>[] {Guard.class},
              (proxy, method, arguments) -> taps);
  private final EmbeddedChannel channel = new EmbeddedChannel(new HttpClientCodec());

  /** Remembers what came of each exchange whose path begins with {@code /v1}. */
  private static final class Recorded implements Taps {
    final Map<String, String> bodies = new TreeMap<>();
    int open;

    @Override
    public boolean wantsExchange(Side side, String host, int port, String target) {
      return host.equals("model.example") && port == 8080 && target.contains("/v1");
    }

    @Override
    public Tap openExchange(Side side, String host, int port, String target, MessageHead head) {
      open++;
      return new Tap() {
        @Override
        public void add(byte[] from, int offset, int length) {
          String piece = new String(from, offset, length, StandardCharsets.US_ASCII);
          bodies.merge(side + " " + target, piece, String::concat);
        }

        @Override
        public void add(ByteBuffer bytes) {
          byte[] copy = new byte[bytes.remaining()];
          bytes.duplicate().get(copy);
          add(copy, 0, copy.length);
        }

        @Override
        public void end() {
          open--;
        }
      };
    }

    @Override
    public boolean wants(Side side, String method, String target) {
      throw new AssertionError("nothing is served");
    }

    @Override
    public @Nullable Tap open(Side side, String method, String target, MessageHead head) {
      throw new AssertionError("nothing is served");
    }

    @Override
    public Rows rows() {
      throw new AssertionError("no database");
    }

    @Override
    public StoredValues stored() {
      throw new AssertionError("no store");
    }

    @Override
    public void failed(String library, Throwable error) {
      throw new AssertionError(error);
    }
  }

  private void ask(HttpMethod method, String target, String body) {
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            method,
            target,
            Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII));
    request.headers().set(HttpHeaderNames.HOST, HOST);
    if (!body.isEmpty()) {
      request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length());
    }
    new RequestTap(guard)
        .before(new HttpRequestEncoder(), channel.pipeline().firstContext(), request, null);
    channel.writeOutbound(request);
  }

  private void get(String target) {
    ask(HttpMethod.GET, target, "");
  }

  private void answer(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
    List<Object> decoded = new ArrayList<>();
    for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
      decoded.add(next);
    }
    new AnswerTap(guard)
        .after(new HttpResponseDecoder(), channel.pipeline().firstContext(), null, decoded, null);
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  @Test
  void answersOfPipelinedRequestsAreKeptApart() {
    get("/v1/one");
    get("/other");
    get("/v1/two");

    answer(ok("first") + ok("between") + ok("second"));

    assertEquals(Map.of("RESPONSE /v1/one", "first", "RESPONSE /v1/two", "second"), taps.bodies);
    assertEquals(0, taps.open);
  }

  @Test
  void anAnswerInPiecesIsSeenAsItComes() {
    get("/v1/one");

    answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");

    assertEquals(Map.of("RESPONSE /v1/one", "first"), taps.bodies);
    assertEquals(1, taps.open);
    answer("2\r\n 2\r\n0\r\n\r\n");
    assertEquals(Map.of("RESPONSE /v1/one", "first 2"), taps.bodies);
    assertEquals(0, taps.open);
  }

  @Test
  void anInformationalAnswerIsNotTheAnswer() {
    get("/v1/one");

    answer("HTTP/1.1 100 Continue\r\n\r\n" + ok("first"));

    assertEquals(Map.of("RESPONSE /v1/one", "first"), taps.bodies);
  }

  @Test
  void answersWithoutABodyTakeTheirTurn() {
    ask(HttpMethod.HEAD, "/v1/head", "");
    get("/v1/empty");
    get("/v1/same");
    get("/v1/one");

    answer(
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\n\r\n"
            + "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n"
            + ok("first"));

    assertEquals(Map.of("RESPONSE /v1/one", "first"), taps.bodies);
    assertEquals(0, taps.open);
  }

  @Test
  void whatFailedIsNotContent() {
    get("/v1/one");
    get("/v1/two");

    answer("HTTP/1.1 500 Oops\r\nContent-Length: 5\r\n\r\nerror" + ok("second"));

    assertEquals(Map.of("RESPONSE /v1/two", "second"), taps.bodies);
  }

  @Test
  void aProxyIsAskedForThePlaceOfItsTarget() {
    ask(HttpMethod.POST, "http://other.example/v1/one", "asked");
    ask(HttpMethod.POST, "http://user@model.example:8080/v1/two?q=a@b", "asked too");

    answer(ok("first") + ok("second"));

    assertEquals(
        Map.of(
            "REQUEST http://user@model.example:8080/v1/two?q=a@b",
            "asked too",
            "RESPONSE http://user@model.example:8080/v1/two?q=a@b",
            "second"),
        taps.bodies);
  }

  @Test
  void aTunnelIsNotAnExchangeAndWhatFollowsIs() {
    ask(HttpMethod.CONNECT, "model.example:8080", "");
    answer("HTTP/1.1 200 OK\r\n\r\n");
    channel.pipeline().replace(HttpClientCodec.class, "inner", new HttpClientCodec());

    get("/v1/one");
    answer(ok("first"));

    assertEquals(Map.of("RESPONSE /v1/one", "first"), taps.bodies);
  }

  @Test
  void whatFollowsAChangeOfProtocolIsNotAnAnswer() {
    get("/v1/socket");

    answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");

    Connection connection = Connection.of(channel);
    assertEquals(new Place("model.example", 8080, "/v1/socket"), connection.takeUpgraded());
    assertEquals(Map.of(), taps.bodies);
    assertEquals(0, taps.open);
  }

  @Test
  void aConnectionThatIsClosedEndsItsBodies() {
    get("/v1/one");
    answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfirst");
    assertEquals(1, taps.open);

    new ClosedTap(guard)
        .after(new HttpResponseDecoder(), channel.pipeline().firstContext(), null, List.of(), null);

    assertEquals(0, taps.open);
    assertEquals(null, Connection.of(channel));
  }
}
