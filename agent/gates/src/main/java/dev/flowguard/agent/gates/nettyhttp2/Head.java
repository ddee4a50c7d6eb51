package dev.flowguard.agent.gates.nettyhttp2;

import dev.flowguard.agent.gates.netty.EventLoopAnswers;
import dev.flowguard.agent.gates.netty.Target;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.RequestOrigins;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The head of a request on a stream, and the way to have it judged with a body. */
final class Head {
  private final Guard guard;
  private final Target target;
  private final String method;
  private final String scheme;
  private final @Nullable Origin origin;
  private final List<Header> fields = new ArrayList<>();

  Head(Guard guard, Channel channel, Http2Headers headers) {
    this.guard = guard;
    Target concerned = target(channel, headers).concerned(guard);
    this.target = concerned == null ? target(channel, headers) : concerned;
    this.method = String.valueOf(find(headers, ":method"));
    CharSequence named = find(headers, ":scheme");
    this.scheme = named == null ? "https" : named.toString();
    this.origin = RequestOrigins.resumed(); // a channel has many streams
    add(headers);
  }

  /** True for a request that is to be judged; a tunnel has no path and is none. */
  static boolean isConcerned(Guard guard, Channel channel, Http2Headers headers) {
    return find(headers, ":method") != null
        && find(headers, ":path") != null
        && target(channel, headers).isConcerned(guard);
  }

  private static Target target(Channel channel, Http2Headers headers) {
    CharSequence authority = find(headers, ":authority");
    CharSequence host = find(headers, "host");
    CharSequence place = authority == null ? host : authority;
    return new Target(
        channel,
        place == null ? null : place.toString(),
        String.valueOf(find(headers, ":path")),
        host == null ? null : host.toString());
  }

  /** By looking through them: gRPC's headers have no look-up, and throw where they are asked. */
  private static @Nullable CharSequence find(Http2Headers headers, String name) {
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      if (name.contentEquals(each.getKey())) {
        return each.getValue();
      }
    }
    return null;
  }

  /** Of the head, or of what comes after the body. */
  void add(Http2Headers headers) {
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      if (each.getKey().length() == 0 || each.getKey().charAt(0) != ':') {
        fields.add(new Header(each.getKey().toString(), each.getValue().toString()));
      }
    }
  }

  /** In bytes; -1 where the head does not say it in a number. */
  long contentLength() {
    String length = value("content-length");
    try {
      return length == null ? -1 : Long.parseLong(length.trim());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Nullable String value(String name) {
    for (Header each : fields) {
      if (each.name().equalsIgnoreCase(name)) {
        return each.value();
      }
    }
    return null;
  }

  /** True for calls made of messages, of which there may be no end. */
  boolean isGrpc() {
    String type = value("content-type");
    return type != null && type.startsWith("application/grpc");
  }

  CompletableFuture<Void> judge(Supplier<Body> body, List<Header> more, long sentBefore) {
    return EventLoopAnswers.ask(
        guard,
        () -> {
          List<Header> headers = new ArrayList<>(fields);
          headers.addAll(more);
          return new OutboundRequest(
              method, target.url(scheme), headers, body.get(), FrameGate.CLIENT);
        },
        origin,
        sentBefore,
        faultBy());
  }

  CompletableFuture<Void> fault(Throwable error) {
    return faultBy().by(error);
  }

  private EventLoopAnswers.Fault faultBy() {
    return new EventLoopAnswers.Fault(guard, FrameGate.CLIENT, method, target);
  }
}
