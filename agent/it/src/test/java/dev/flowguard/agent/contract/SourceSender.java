package dev.flowguard.agent.contract;

import dev.flowguard.api.Flowguard;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** An application that handles a value, in the way that the path names, and then sends it. */
final class SourceSender implements Sender {
  private final Sender real = new UrlConnectionSender();
  private final Handling handling = new Overriding();

  @Retention(RetentionPolicy.CLASS)
  @Target({ElementType.METHOD, ElementType.PARAMETER})
  @interface Private {}

  /** One word of a user. */
  record Word(String text, int number) {}

  static class Handling {
    @Private
    String returned(String value) {
      return value;
    }

    void taken(int before, long wide, @Private String value, String other) {}

    @Private
    List<Optional<Word>> nested(String value) {
      return List.of(Optional.empty(), Optional.of(new Word(value, 1)));
    }

    String argument(long wide, String value) {
      return "other";
    }

    String overridden(String value) {
      return value;
    }

    String unrelated(String value) {
      return value;
    }

    static @Private char[] statically(String value) {
      return value.toCharArray();
    }

    final class Inner {
      Inner(@Private String value) {}
    }
  }

  /** Loaded by the first request that needs it. */
  static final class Late {
    private Late() {}

    static @Private String late(String value) {
      return value;
    }
  }

  static final class Overriding extends Handling {
    @Override
    String overridden(String value) {
      return super.unrelated(value);
    }
  }

  @Override
  public int send(Request request) throws Exception {
    String body = new String(request.body(), StandardCharsets.UTF_8);
    String value = URLDecoder.decode(body.substring(body.indexOf('=') + 1), StandardCharsets.UTF_8);
    switch (URI.create(request.url()).getPath()) {
      case "/returned" -> handling.returned(value);
      case "/taken" -> handling.taken(1, 2L, value, "other");
      case "/nested" -> handling.nested(value);
      case "/argument" -> handling.argument(1L, value);
      case "/overridden" -> handling.overridden(value);
      case "/unrelated" -> handling.unrelated(value);
      case "/statically" -> Handling.statically(value);
      case "/late" -> Late.late(value);
      case "/constructor" -> handling.new Inner(value);
      case "/protected" -> Flowguard.protect("chat-conversation", value, "cem", "note");
      case "/document-forgotten" -> {
        Flowguard.protect("chat-conversation", value, "ann", "diary");
        assertOne(Flowguard.forget("diary"));
      }
      case "/owner-forgotten" -> {
        Flowguard.protect("chat-conversation", value, "bob", "letter");
        assertOne(Flowguard.forgetOwner("bob"));
      }
      default -> {
        // Not handled at all.
      }
    }
    return real.send(request);
  }

  private static void assertOne(int forgotten) {
    if (forgotten != 1) {
      throw new IllegalStateException("forgotten: " + forgotten);
    }
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException();
  }
}
