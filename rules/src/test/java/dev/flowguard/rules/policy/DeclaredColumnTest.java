package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredColumnTest {
  @Test
  void aNameMatchesInAnyCase() {
    DeclaredColumn column = DeclaredColumn.parse("chat_message.content");

    assertThat(column.matches(null, "CHAT_MESSAGE", "Content")).isTrue();
    assertThat(column.matches("public", "chat_message", "content")).isTrue();
    assertThat(column.matches(null, "chat_message", "title")).isFalse();
    assertThat(column.matches(null, "chat", "content")).isFalse();
  }

  @Test
  void aNameInQuotesMatchesOnlyAsItIsWritten() {
    DeclaredColumn column = DeclaredColumn.parse("\"ChatMessage\".content");

    assertThat(column.matches(null, "ChatMessage", "CONTENT")).isTrue();
    assertThat(column.matches(null, "chatmessage", "content")).isFalse();
  }

  @Test
  void aSchemaCountsWhereTheDatabaseReportsOne() {
    DeclaredColumn column = DeclaredColumn.parse("app.chat_message.content");

    assertThat(column.matches("APP", "chat_message", "content")).isTrue();
    assertThat(column.matches("audit", "chat_message", "content")).isFalse();
    assertThat(column.matches(null, "chat_message", "content")).isTrue();
    assertThat(column.matches("", "chat_message", "content")).isTrue();
  }

  @Test
  void quotesHoldAnyCharacter() {
    DeclaredColumn column = DeclaredColumn.parse("\"chat message\".\"a.\"\"b\"\"\"");

    assertThat(column.table().text()).isEqualTo("chat message");
    assertThat(column.column().text()).isEqualTo("a.\"b\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat_message.content",
        "app.chat_message.content",
        "\"Chat Message\".content",
        "nachrichten.größe",
        "\"a\"\"b\".\"*\"",
        "\uD835\uDC9C.b"
      })
  void itIsPrintedAsDeclared(String text) {
    assertThat(DeclaredColumn.problem(text)).isNull();
    assertThat(DeclaredColumn.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          chat_message|a column is missing: write table.column
          "chat_message"|a column is missing: write table.column
          ^^|a name is empty: write table.column
          .content|a name is empty: write table.column
          chat_message.|a name is empty: write table.column
          app..content|a name is empty: write table.column
          "".content|a name is empty: write table.column
          "chat.content|a quote is not closed: write "table"."column"
          "chat"content|names are separated by '.': write "table"."column"
          chat_message.*|names have no wildcards: write each column as a source of its own
          `chat`.content|a name in quotes is written "name", in every database
          [dbo].[chat].[content]|a name in quotes is written "name", in every database
          a.b.c.d|write schema.table.column, without what is before the schema
          chat message.content|'chat message.content' is not table.column: put names with other characters in "quotes"
          jdbc:h2:mem:x|write table.column, not the URL of a database
          postgresql://db/app|write table.column, not the URL of a database
          """)
  void whatDeclaresNoColumnIsExplained(String text, String problem) {
    assertThat(DeclaredColumn.problem(text)).isEqualTo(problem);
    assertThatThrownBy(() -> DeclaredColumn.parse(text)).hasMessage(problem);
  }
}
