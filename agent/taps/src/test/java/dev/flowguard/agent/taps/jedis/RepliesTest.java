package dev.flowguard.agent.taps.jedis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Store;
import dev.flowguard.agent.spi.StoredValues;
import dev.flowguard.agent.spi.Taps;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that begin with {@code chat} are captured. */
class RepliesTest {
  private final List<String> taken = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Object connection = new Object();

  private final StoredValues values =
      new StoredValues() {
        @Override
        public boolean areWanted(Store store) {
          return true;
        }

        @Override
        public boolean isWanted(Store store, String name) {
          return name.startsWith("chat");
        }

        @Override
        public void take(Store store, String name, MessageHead head, ByteBuffer value) {
          taken.add(name + "=" + StandardCharsets.UTF_8.decode(value.duplicate()));
        }
      };

  private final Taps taps =
      (Taps)
          Proxy.newProxyInstance(
              Taps.class.getClassLoader(),
              new Class<?>[] {Taps.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("failed")) {
                  failures.add(((Throwable) arguments[1]).getMessage());
                }
                return method.getName().equals("stored") ? values : null;
              });

  @BeforeEach
  void connect() {
    Replies.begin(connection);
  }

  private void send(String... commands) {
    for (String command : commands) {
      List<ByteBuffer> words = new ArrayList<>();
      for (String word : command.split(" ")) {
        words.add(StandardCharsets.UTF_8.encode(word));
      }
      Replies.of(connection).sent(taps, new SentWords(words));
    }
  }

  private void reply(String text) {
    reply((Object) bytes(text));
  }

  private void reply(Object reply) {
    Replies.of(connection).reading(false);
    Replies.of(connection).read(taps, reply);
  }

  private void error() {
    Replies.of(connection).reading(false);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aReplyIsForTheCommandOfItsPlace() {
    send("GET chat1", "GET news", "GET chat2", "LPUSH chat1 C", "GET chat3");
    reply("A");
    reply("x");
    reply("B");
    error();
    reply("D");

    assertEquals(List.of("chat1=C", "chat1=A", "chat2=B", "chat3=D"), taken.subList(0, 4));
    assertEquals(List.of(), failures);
  }

  @Test
  void aMapIsNamesOfFieldsAndTheirValues() {
    send("HGETALL chat");
    reply(List.of(Map.entry(bytes("name"), bytes("A")), Map.entry(bytes("other"), bytes("B"))));

    assertEquals(List.of("chat=A", "chat=B"), taken);
  }

  @Test
  void repliesOfATransactionComeTogether() {
    send("MULTI", "GET chat1", "WATCH x", "GET news", "HGETALL chat2", "EXEC", "GET chat3");
    for (String each : List.of("OK", "QUEUED", "error", "QUEUED", "QUEUED")) {
      reply(each);
    }
    reply(Arrays.asList(bytes("A"), bytes("x"), Arrays.asList(bytes("name"), bytes("B"))));
    reply("C");

    assertEquals(List.of("chat1=A", "chat2=B", "chat3=C"), taken);
  }

  @Test
  void aTransactionThatIsDroppedHasNoReplies() {
    send("MULTI", "GET chat1", "DISCARD", "GET chat2");
    for (String each : List.of("OK", "QUEUED", "OK", "A")) {
      reply(each);
    }

    assertEquals(List.of("chat2=A"), taken);
  }

  @Test
  void aTransactionWithOtherRepliesIsReportedAndNotTaken() {
    send("MULTI", "GET chat1", "EXEC");
    for (String each : List.of("OK", "QUEUED")) {
      reply(each);
    }
    reply(Arrays.asList(bytes("A"), bytes("B")));

    assertEquals(List.of(), taken);
    assertEquals(List.of("a transaction has more or fewer replies than commands"), failures);
  }

  @Test
  void repliesAreNotGuessedOnceTheConnectionIsBrokenAndThatIsReportedOnce() {
    send("GET chat1");
    Replies.of(connection).reading(true);
    Replies.of(connection).read(taps, bytes("A"));
    send("GET chat2", "GET chat3");
    reply("B");
    reply("C");

    assertEquals(List.of(), taken);
    assertEquals(List.of("a connection no longer says which reply is for which command"), failures);
  }

  @Test
  void repliesAreKnownAgainOnceTheConnectionIsMadeAgain() {
    send("GET chat1");
    Replies.of(connection).reading(true);
    Replies.begin(connection);
    send("GET chat2");
    reply("B");

    assertEquals(List.of("chat2=B"), taken);
  }

  @Test
  void repliesAreNotGuessedOnceTheServerMayLeaveThemOut() {
    send("CLIENT REPLY OFF", "GET chat1");
    reply("A");

    assertEquals(List.of(), taken);
  }

  @Test
  void aNameOfTheConnectionChangesNothing() {
    send("CLIENT SETNAME reply", "GET chat1");
    reply("OK");
    reply("A");

    assertEquals(List.of("chat1=A"), taken);
  }

  @Test
  void messagesOfAChannelAreForNoCommand() {
    send("SUBSCRIBE chat");
    for (String each : List.of("subscribed", "message", "message")) {
      reply(each);
    }
    send("GET chat1");
    reply("A");

    assertEquals(List.of("chat1=A"), taken);
  }

  @Test
  void theFirstRepliesOfAConnectionThatIsOlderAreNotGuessed() {
    Object old = new Object();
    Replies replies = Replies.of(old);
    SentWords get =
        new SentWords(
            List.of(StandardCharsets.UTF_8.encode("GET"), StandardCharsets.UTF_8.encode("chat1")));
    replies.sent(taps, get);
    for (String each : List.of("of an older command", "A")) {
      replies.reading(false);
      replies.read(taps, bytes(each));
    }
    assertEquals(List.of(), taken);

    replies.sent(taps, get);
    replies.reading(false);
    replies.read(taps, bytes("B"));
    assertEquals(List.of("chat1=B"), taken);
  }
}
