package dev.flowguard.agent.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.DeclaredColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementColumnsTest {
  private static final DeclaredColumn CONTENT = DeclaredColumn.parse("chat_message.content");
  private static final DeclaredColumn EXACT = DeclaredColumn.parse("\"ChatMessage\".\"Content\"");

  private static StatementColumns of(String sql) {
    return StatementColumns.of(sql, SqlDialect.POSTGRESQL);
  }

  @Test
  void aTableIsNamedByAWordInAnyCase() {
    assertThat(of("select * from CHAT_Message").names(CONTENT)).isTrue();
    assertThat(of("select * from app.\"chat_message\"").names(CONTENT)).isTrue();
  }

  @Test
  void aTableIsNotNamedByPartOfAWordNorInAStringNorInAComment() {
    assertThat(of("select * from chat_messages /* chat_message */").names(CONTENT)).isFalse();
    assertThat(of("select 'chat_message', $$chat_message$$ -- chat_message").names(CONTENT))
        .isFalse();
  }

  @Test
  void anExactNameIsNamedAsItIsWrittenOrWithoutQuotes() {
    assertThat(of("select * from \"ChatMessage\"").names(EXACT)).isTrue();
    assertThat(of("select * from \"chatmessage\"").names(EXACT)).isFalse();
    assertThat(of("select * from chatmessage").names(EXACT)).isTrue();
  }

  @Test
  void lettersThatFoldInDifferentWaysAreTheSame() {
    DeclaredColumn column = DeclaredColumn.parse("\u0130stek.content");

    assertThat(of("select * from \u0131stek").names(column)).isTrue();
    assertThat(of("update istek set content = ?").written(1, List.of(column))).hasSize(1);
  }

  @Test
  void aParameterIsWrittenToTheDeclaredColumn() {
    StatementColumns statement = of("update Chat_Message set title = ?, CONTENT = ? where id = ?");

    assertThat(statement.written(1, List.of(CONTENT))).isEmpty();
    assertThat(statement.written(2, List.of(CONTENT))).containsExactly(CONTENT);
    assertThat(statement.written(3, List.of(CONTENT))).isEmpty();
    assertThat(statement.written(0, List.of(CONTENT))).isEmpty();
    assertThat(statement.written(4, List.of(CONTENT))).isEmpty();
  }

  @Test
  void anotherSchemaIsAnotherTable() {
    DeclaredColumn column = DeclaredColumn.parse("app.chat_message.content");

    assertThat(of("update app.chat_message set content = ?").written(1, List.of(column)))
        .hasSize(1);
    assertThat(of("update chat_message set content = ?").written(1, List.of(column))).hasSize(1);
    assertThat(of("update audit.chat_message set content = ?").written(1, List.of(column)))
        .isEmpty();
  }

  @Test
  void aColumnWithoutQualifierMayBeOfAnyOfTheTables() {
    StatementColumns statement =
        StatementColumns.of(
            "update users u, chat_message m set content = ?, u.content = ?", SqlDialect.MYSQL);

    assertThat(statement.written(1, List.of(CONTENT))).containsExactly(CONTENT);
    assertThat(statement.written(2, List.of(CONTENT))).isEmpty();
  }

  @Test
  void aTextIsReadUpToItsLimit() {
    String sql = "insert into chat_message (content) values (?)";
    String full = sql + " ".repeat(SqlTokenizer.MAX_LENGTH - sql.length());

    assertThat(of(full).written(1, List.of(CONTENT))).hasSize(1);
    assertThat(of(full).hasUnknownWrites()).isFalse();
    assertThat(of(full + " ").written(1, List.of(CONTENT))).isEmpty();
    assertThat(of(full + " ").hasUnknownWrites()).isTrue();
    assertThat(of(full + " ").names(EXACT)).isTrue();
  }

  @Test
  void callsAndCursorsAreIndirect() {
    assertThat(of("{ call p(?) }").isIndirect()).isTrue();
    assertThat(of("{?= call f(?)}").isIndirect()).isTrue();
    assertThat(of("CALL p()").isIndirect()).isTrue();
    assertThat(of("EXEC dbo.p @a = ?").isIndirect()).isTrue();
    assertThat(of("fetch next from c").isIndirect()).isTrue();
    assertThat(of("begin p(:1); end;").isIndirect()).isTrue();
    assertThat(of("select call from t").isIndirect()).isFalse();
  }
}
