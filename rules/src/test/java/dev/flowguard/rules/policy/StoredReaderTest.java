package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.vocabulary.SourceKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredReaderTest {
  private static final String POLICY =
      """
      policy: p
      processors: { target: { hosts: [target.example], text: structured } }
      categories: { diary: { sources: [%s] } }
      rules: [{ id: r, never: [diary], reach: [target] }]
      """;

  private static final MessagePlace.Around NOTHING_AROUND = condition -> false;

  private static PolicyFile.Reading read(String source) {
    return PolicyFile.read(
        "p.yaml", String.format(POLICY, source).getBytes(StandardCharsets.UTF_8));
  }

  private static Source.Stored source(String source) {
    PolicyFile.Reading reading = read(source);
    assertThat(reading.problems()).isEmpty();
    return (Source.Stored) reading.policy().categories().get("diary").sources().get(0);
  }

  private static boolean isField(Source.Stored source, String... names) {
    return source
        .selection()
        .hasField(MessagePlace.Where.JSON, new ArrayList<>(List.of(names)), NOTHING_AROUND);
  }

  @Test
  void readsAFieldOfACollectionWithItsOwnerAndDocument() {
    Source.Stored source =
        source(
            "{ mongo: messages.content, owner: messages.user.id, document: messages._id,"
                + " optional: true }");

    assertThat(source.declared()).isEqualTo("mongo messages.content");
    assertThat(source.kind()).isEqualTo(SourceKind.MONGO);
    assertThat(source.isOptional()).isTrue();
    assertThat(source.isOf("messages")).isTrue();
    assertThat(source.isOf("Messages")).isFalse();
    assertThat(source.selection().owner())
        .isEqualTo(MessagePlace.throughArrays(List.of("user", "id")));
    assertThat(source.selection().document()).isEqualTo(MessagePlace.throughArrays(List.of("_id")));
  }

  @Test
  void meansAFieldOfEachElementOfArraysOnTheWay() {
    Source.Stored source = source("{ mongo: chats.messages.text }");

    assertThat(isField(source, "messages", "text")).isTrue();
    assertThat(isField(source, "messages", "12", "text")).isTrue();
    assertThat(isField(source, "messages", "12", "text", "en")).isTrue();
    assertThat(isField(source, "messages", "12", "author")).isFalse();
    assertThat(isField(source, "messages", "first", "text")).isFalse();
    assertThat(isField(source, "messages", "1", "2", "text")).isFalse();
    assertThat(isField(source, "text")).isFalse();
  }

  @Test
  void readsACollectionWithDotsInQuotes() {
    Source.Stored source = source("{ mongo: '\"fs.chunks\".data' }");

    assertThat(source.isOf("fs.chunks")).isTrue();
    assertThat(isField(source, "data")).isTrue();
  }

  @Test
  void readsATopicWithFieldsAndAHeaderAsOwner() {
    Source.Stored source =
        source("{ kafka: \"chat-*\", fields: [\"$.text\"], owner: header X-User, document: $.id }");

    assertThat(source.declared()).isEqualTo("kafka chat-*");
    assertThat(source.isOf("chat-messages")).isTrue();
    assertThat(source.isOf("messages")).isFalse();
    assertThat(isField(source, "text")).isTrue();
    assertThat(isField(source, "id")).isFalse();
    assertThat(source.selection().owner())
        .isEqualTo(new MessagePlace(MessagePlace.Where.HEADER, List.of("x-user")));
  }

  @Test
  void readsAPatternOfKeys() {
    Source.Stored source = source("{ redis: \"chat:*:history\" }");

    assertThat(source.isOf("chat:42:history")).isTrue();
    assertThat(source.isOf("chat:42:draft")).isFalse();
    assertThat(isField(source, "anything")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ mongo: messages }|a path is missing: write messages.path",
        "{ mongo: messages. }|a name is empty",
        "{ mongo: .content }|a name is empty",
        "{ mongo: a..b }|a name is empty",
        "{ mongo: \"mongodb://db/chat\" }|not the URL of a database",
        "{ mongo: \"chats.messages[*].text\" }|a path goes through arrays by itself",
        "{ mongo: \"*.text\" }|names have no wildcards",
        "{ mongo: '\"fs.chunks' }|a quote is not closed",
        "{ mongo: '\"fs.chunks\"' }|a path is missing: write \"fs.chunks\".path",
        "{ mongo: '\"\".a' }|the name of the collection is empty",
        "{ mongo: a.b, owner: c.d }|'owner' names no field: it is of the same document: write a.field",
        "{ mongo: a.b, document: _id }|'document' names no field: a path is missing",
        "{ mongo: a.b, fields: [\"$.x\"] }|'fields' does nothing for a source of kind mongo",
        "{ kafka: \"kafka://broker\" }|not the URL of a broker",
        "{ kafka: \"chat messages\" }|letters, digits",
        "{ kafka: a, owner: cookie user }|a header of the record",
        "{ kafka: a, fields: [form text] }|places in JSON only",
        "{ kafka: a, parts: [x] }|'parts' does nothing for a source of kind kafka",
        "{ redis: \"redis://host\" }|not the URL of a server",
        "{ redis: \"chat:[0-9]*\" }|only '*' is known",
        "{ redis: \"chat:?\" }|only '*' is known",
        "{ redis: \"a:*\", owner: header X-User }|'owner' of a value of redis is a place in its JSON",
        "{ redis: \"a:*\", document: part x }|'document' of a value of redis is a place in its JSON",
      })
  void refusesWhatCanNeverMatchWithAReason(String source, String why) {
    assertThat(read(source).problems()).singleElement().asString().contains(why);
  }
}
