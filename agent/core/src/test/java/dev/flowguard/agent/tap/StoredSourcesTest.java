package dev.flowguard.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Store;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoredSourcesTest extends JudgedTaps {
  private static final String POLICY =
      """
      policy: stores
      processors: { target: { hosts: [target.example], text: structured } }
      categories:
        chats:
          sources:
            - { mongo: chats.messages.text, owner: chats.user, document: chats._id }
            - { kafka: "chat-*", fields: ["$.text"], owner: header X-User, document: header X-Chat }
            - { redis: "chat:*:history" }
      rules: [{ id: no-content, never: [chats], reach: [target] }]
      """;
  private static final String SAID = "she never said where the harbour lights went out";
  private static final String OTHER = "an unrelated sentence about seventeen green umbrellas";
  private static final MessageHead NO_HEAD = name -> null;

  StoredSourcesTest() {
    super(POLICY);
  }

  @AfterEach
  void nothingFailed() {
    assertThat(faults).isEmpty();
  }

  private void take(Store store, String name, MessageHead head, String value) {
    taps.stored().take(store, name, head, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void wantsNothingWhereThePolicyDeclaresNoValuesOfStores() {
    OpenTaps none = new OpenTaps(content, (where, e) -> faults.add(where));

    assertThat(none.stored().areWanted(Store.REDIS)).isFalse();
    assertThat(none.stored().isWanted(Store.REDIS, "chat:1:history")).isFalse();
  }

  @Test
  void wantsNamesThatADeclaredPatternHas() {
    assertThat(taps.stored().areWanted(Store.KAFKA)).isTrue();
    assertThat(taps.stored().isWanted(Store.KAFKA, "chat-messages")).isTrue();
    assertThat(taps.stored().isWanted(Store.KAFKA, "orders")).isFalse();
    assertThat(taps.stored().isWanted(Store.REDIS, "chat-messages")).isFalse();
    assertThat(taps.stored().isWanted(Store.MONGO, "chats")).isTrue();
  }

  @Test
  void knowsTheDeclaredFieldOfADocumentAndNoOther() {
    take(
        Store.MONGO,
        "chats",
        NO_HEAD,
        "{\"_id\":\"c1\",\"user\":\"u1\",\"title\":\""
            + OTHER
            + "\",\"messages\":[{\"text\":\"hi\"},{\"text\":\""
            + SAID
            + "\"}]}");

    assertThat(isStopped(SAID)).isTrue();
    assertThat(isStopped(OTHER)).isFalse();
    assertThat(content.forget("c1")).isOne();
    assertThat(isStopped(SAID)).isFalse();
  }

  @Test
  void knowsTheFieldsOfARecordAndItsDocumentByHeader() {
    take(
        Store.KAFKA,
        "chat-messages",
        Map.of("x-user", "u1", "x-chat", "c2")::get,
        "{\"text\":\"" + SAID + "\",\"note\":\"" + OTHER + "\"}");

    assertThat(isStopped(SAID)).isTrue();
    assertThat(isStopped(OTHER)).isFalse();
    assertThat(content.forget("c2")).isOne();
  }

  @Test
  void knowsAPlainValueUnderAKey() {
    take(Store.REDIS, "chat:7:history", NO_HEAD, SAID);
    take(Store.REDIS, "chat:7:draft", NO_HEAD, OTHER);

    assertThat(isStopped(SAID)).isTrue();
    assertThat(isStopped(OTHER)).isFalse();
  }

  @Test
  void leavesTheBytesOfAValueWhereTheyAre() {
    ByteBuffer value = ByteBuffer.allocateDirect(100);
    value.put((byte) 'x').put(SAID.getBytes(StandardCharsets.UTF_8)).put((byte) 'y');
    value.flip().position(1).limit(1 + SAID.length());

    taps.stored().take(Store.REDIS, "chat:7:history", NO_HEAD, value);

    assertThat(value.position()).isOne();
    assertThat(value.remaining()).isEqualTo(SAID.length());
    assertThat(isStopped(SAID)).isTrue();
  }

  @Test
  void capturesAValueThatIsReadAgainOnce() {
    for (int i = 0; i < 3; i++) {
      take(Store.REDIS, "chat:7:history", NO_HEAD, SAID);
      assertThat(isStopped(SAID)).isTrue();
    }

    SourceStatus status = taps.statuses().get(2);
    assertThat(status.captured()).isOne();
    assertThat(status.matched()).isEqualTo(3);
  }

  @Test
  void capturesAgainWhatWasForgottenAndIsReadAgain() {
    MessageHead head = Map.of("x-chat", "c2")::get;
    String record = "{\"text\":\"" + SAID + "\"}";
    take(Store.KAFKA, "chat-messages", head, record);
    assertThat(isStopped(SAID)).isTrue();
    assertThat(content.forget("c2")).isOne();
    taps.forgotten();

    take(Store.KAFKA, "chat-messages", head, record);

    assertThat(isStopped(SAID)).isTrue();
  }

  @Test
  void showsNamesThatWereSeenWithoutWhatMayBeAnId() {
    taps.stored().isWanted(Store.REDIS, "chat:4711:histories");
    taps.stored().isWanted(Store.REDIS, "chat:4712:histories");
    taps.libraries().woven("a client", Set.of(SourceKind.REDIS));

    SourceStatus status = taps.statuses().get(2);
    assertThat(status.state()).isEqualTo(SourceStatus.State.NEVER_FIRED);
    assertThat(status.why()).isEqualTo("values were seen of chat:*:histories (2)");
  }

  @Test
  void capturesNothingOfAPolicyThatIsNotInForceAnyLonger() {
    Policy other =
        PolicyFile.read(
                "p.yaml", POLICY.replace("chat:*", "other:*").getBytes(StandardCharsets.UTF_8))
            .policy();
    taps.use(other);

    take(Store.REDIS, "chat:7:history", NO_HEAD, SAID);

    assertThat(isStopped(SAID)).isFalse();
  }
}
