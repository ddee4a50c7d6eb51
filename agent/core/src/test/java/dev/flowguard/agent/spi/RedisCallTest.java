package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that begin with {@code chat} are captured; values are in upper case. */
class RedisCallTest {
  private final List<String> taken = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();

  private final StoredValues values =
      new StoredValues() {
        @Override
        public boolean areWanted(Store store) {
          return store == Store.REDIS;
        }

        @Override
        public boolean isWanted(Store store, String name) {
          asked.add(name);
          return name.startsWith("chat");
        }

        @Override
        public void take(Store store, String name, MessageHead head, ByteBuffer value) {
          taken.add(name + "=" + StandardCharsets.UTF_8.decode(value.duplicate()));
        }
      };

  private @Nullable RedisCall call(String command) {
    List<ByteBuffer> words = new ArrayList<>();
    for (String word : command.split(" ")) {
      words.add(StandardCharsets.UTF_8.encode(word));
    }
    return call(words);
  }

  private @Nullable RedisCall call(List<ByteBuffer> words) {
    return RedisCall.of(
        values,
        new RedisCall.Words() {
          @Override
          public int count() {
            return words.size();
          }

          @Override
          public ByteBuffer at(int word) {
            return words.get(word);
          }
        });
  }

  private void reply(String command, String strings) {
    RedisCall call = call(command);
    for (String each : strings.split(" ")) {
      if (call != null) {
        call.reply(each.equals("null") ? null : StandardCharsets.UTF_8.encode(each));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET chat, A, chat=A",
    "get chat, A, chat=A",
    "GET news, A, ''",
    "GETEX chat EX 10, A, chat=A",
    "GETDEL chat, A, chat=A",
    "MGET news chat chat2 chat3, A B null C, chat=B chat3=C",
    "LRANGE chat 0 -1, A B, chat=A chat=B",
    "LMPOP 2 news chat LEFT, chat A B, chat=A chat=B",
    "LMPOP 2 news chat LEFT, news A B, ''",
    "BLPOP news chat 0, chat A, chat=A",
    "BLPOP news chat 0, news A, ''",
    "BLMPOP 0 2 news chat LEFT, chat A, chat=A",
    "BZPOPMIN chat 0, chat A 1, chat=A chat=1",
    "LMOVE news chat LEFT RIGHT, A, chat=A",
    "SUNION news chat, A B, chat=A chat=B",
    "ZUNION 2 news chat, A, chat=A",
    "HGET chat name, A, chat=A",
    "HGETALL chat, name A other B, chat=A chat=B",
    "HSCAN chat 0, 17 name A other B, chat=A chat=B",
    "HKEYS chat, name, ''",
    "XRANGE chat - +, 1-1 name A other B 2-1 name C, chat=A chat=B chat=C",
    "XREAD COUNT 2 STREAMS news chat 0 0, news 1-1 name A chat 1-1 name B, chat=B",
    "XREADGROUP GROUP g c STREAMS chat >, chat 1-1 name A, chat=A",
    "XINFO STREAM chat, A, ''",
    "JSON.GET chat $.a, A, chat=A",
    "JSON.MGET news chat $.a, A B, chat=B",
    "EVAL script 1 chat, A, ''",
    "FT.SEARCH chat query, A, ''",
    "LMPOP x chat, A, ''",
    "XREAD chat, A, ''",
  })
  void takesTheValuesOfAReply(String command, String reply, String expected) {
    reply(command, reply);

    assertThat(String.join(" ", taken)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "SET chat A, chat=A",
    "SET news A, ''",
    "SETEX chat 60 A, chat=A chat=60",
    "APPEND chat A, chat=A",
    "MSET news A chat B chat2 C, chat=B chat2=C",
    "JSON.MSET news $ A chat $ B, chat=B",
    "JSON.SET chat $.a A, chat=A",
    "HSET chat name A other B, chat=B chat=A",
    "HSETNX chat name A, chat=A",
    "RPUSH chat A B, chat=B chat=A",
    "LSET chat 0 A, chat=A chat=0",
    "SADD chat A, chat=A",
    "ZADD chat 1 A, chat=A chat=1",
    "XADD chat * name A other B, chat=B chat=A",
    "XADD chat MAXLEN 10 1-1 name A, chat=A chat=1-1",
    "HGET chat A, ''",
    "RPOPLPUSH chat A, ''",
    "DEL chat A, ''",
    "PUBLISH chat A, ''",
    "SET chat, ''",
  })
  void takesTheValuesThatAreWritten(String command, String expected) {
    call(command);

    assertThat(String.join(" ", taken)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"AUTH secret", "HELLO 3 AUTH user secret", "CONFIG SET requirepass secret"})
  void asksForNoPassword(String command) {
    call(command);

    assertThat(asked).isEmpty();
  }

  @Test
  void seesStringsThroughTheSerialisationOfJava() throws IOException {
    RedisCall call =
        call(List.of(StandardCharsets.UTF_8.encode("GETSET"), serialised("chat"), serialised("A")));
    assertThat(call).isNotNull();
    call.reply(serialised("B".repeat(70_000)));
    call.reply(serialised("C"));

    assertThat(taken).hasSize(3).startsWith("chat=A").endsWith("chat=C");
  }

  private static ByteBuffer serialised(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(text);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  @Test
  void aReplyWithoutAValueOfADeclaredKeyIsNotLookedAt() {
    assertThat(call("GET news")).isNull();
    assertThat(call("XADD chat * name A")).isNull();
    assertThat(call("MSET chat A")).isNull();
  }
}
